import { matchItems, type Pair } from './match-items.ts'
import { areEqual, type Fields, type List, type Node, parseInside } from './node.ts'
import type { IsVolatile } from './volatile.ts'

/** One step of the way to a changed place. */
export interface Step {
  /** The key or index, as a JSON Pointer has it. */
  readonly key: string
  /** What a person calls an item of a list, where it says so itself. */
  readonly name?: string
  /** The step leads to one of many of a kind, not to a setting of its own. */
  readonly item: boolean
}

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered'
  readonly path: readonly Step[]
  readonly before?: Node
  readonly after?: Node
  /** It changes by itself, without anybody's edit. */
  readonly volatile: boolean
}

/** Every difference between two values, in the order in which the newer one has them. */
export function compare(before: Node, after: Node, isVolatile: IsVolatile = () => false): Change[] {
  return differences(before, after, []).map((change) => ({
    ...change,
    volatile: isVolatile(change.path.map(({ key }) => key)),
  }))
}

type Difference = Omit<Change, 'volatile'>

function differences(before: Node, after: Node, path: readonly Step[]): Difference[] {
  if (before.kind === 'fields' && after.kind === 'fields') return inFields(before, after, path)
  if (before.kind === 'list' && after.kind === 'list') return inLists(before, after, path)
  if (areEqual(before, after)) return []
  const inside = { before: parseInside(before), after: parseInside(after) }
  if (inside.before && inside.after) {
    const found = differences(inside.before, inside.after, path)
    // Only spelled otherwise inside the string: still another string.
    if (found.length > 0) return found
  }
  return [{ kind: 'changed', path, before, after }]
}

function inFields(before: Fields, after: Fields, path: readonly Step[]): Difference[] {
  const item = path.length > 0 && isMap(before) && isMap(after)
  const found: Difference[] = []
  for (const [key, value] of after.fields) {
    const old = before.fields.get(key)
    const here = [...path, item ? namedStep(key, value) : { key, item }]
    if (old) for (const one of differences(old, value, here)) found.push(one)
    else found.push({ kind: 'added', path: here, after: value })
  }
  for (const [key, value] of before.fields) {
    if (!after.fields.has(key)) {
      const here = [...path, item ? namedStep(key, value) : { key, item }]
      found.push({ kind: 'removed', path: here, before: value })
    }
  }
  return found
}

/** An object whose keys are names of things rather than of settings: all its values are alike. */
function isMap({ fields }: Fields): boolean {
  if (fields.size < 2) return false
  const [first, ...others] = fields.values()
  if (first?.kind !== 'fields') return false
  return [...first.fields.keys()].some((key) => others.every((other) => hasField(other, key)))
}

const hasField = (node: Node, key: string) => node.kind === 'fields' && node.fields.has(key)

function inLists(before: List, after: List, path: readonly Step[]): Difference[] {
  const pairs = matchItems(before.items, after.items)
  const found: Difference[] = []
  for (const pair of pairs) {
    const old = pair.before === undefined ? undefined : before.items[pair.before]
    const value = pair.after === undefined ? undefined : after.items[pair.after]
    const here = [...path, itemStep(pair, value ?? old)]
    if (old && value) for (const one of differences(old, value, here)) found.push(one)
    else if (value) found.push({ kind: 'added', path: here, after: value })
    else if (old) found.push({ kind: 'removed', path: here, before: old })
  }
  if (areReordered(pairs)) found.push({ kind: 'reordered', path, before, after })
  return found
}

function itemStep({ before, after }: Pair, item: Node | undefined): Step {
  const name = item && nameOf(item)
  return { key: String(after ?? before), item: true, ...(name !== undefined && { name }) }
}

/** One of many under keys of their own: such a key is often made by a machine, a title never is. */
function namedStep(key: string, value: Node): Step {
  const name = value.kind === 'fields' ? leafName(value, titles) : undefined
  return { key, item: true, ...(name !== undefined && { name }) }
}

function areReordered(pairs: readonly Pair[]): boolean {
  const kept = pairs.flatMap(({ before, after }) =>
    before === undefined || after === undefined ? [] : [before],
  )
  return kept.some((index, place) => place > 0 && index < (kept[place - 1] as number))
}

/** Fields that say what an item is, the friendliest first. */
const titles = ['name', 'title', 'label']
const names = [
  ...titles,
  ...['description', 'pattern', 'expression', 'tableName', 'url', 'domain', 'host', 'key', 'id'],
]
const longestName = 60

function nameOf(item: Node): string | undefined {
  if (item.kind === 'leaf') return shorten(String(item.value))
  if (item.kind === 'list') return undefined
  return leafName(item, names) ?? nameBelow(item)
}

/** Some items only say what they are one step further down: `{"condition": {"pattern": "*.example"}}`. */
function nameBelow(item: Fields): string | undefined {
  for (const value of item.fields.values()) {
    const name = value.kind === 'fields' ? leafName(value, names) : undefined
    if (name !== undefined) return name
  }
  return undefined
}

function leafName(item: Fields, among: readonly string[]): string | undefined {
  for (const field of among) {
    const value = item.fields.get(field)
    if (value?.kind !== 'leaf') continue
    const isText = typeof value.value === 'string' && value.value.trim() !== ''
    if (isText || typeof value.value === 'number') return shorten(String(value.value))
  }
  return undefined
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= longestName ? line : `${line.slice(0, longestName - 1)}…`
}
