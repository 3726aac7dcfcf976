import { canonical, type Leaf, type Node } from './node.ts'

/** Which item of the one list is which of the other; undefined where it is in one list only. */
export interface Pair {
  readonly before: number | undefined
  readonly after: number | undefined
}

/** Fields that name an item, the surest first. */
const identities = [
  'id',
  '_id',
  'uuid',
  'guid',
  'key',
  'name',
  'url',
  'pattern',
  'title',
  'description',
]

/**
 * Pairs the items of two lists: by a field that names them, else by being equal; what is left over
 * is paired in its order, if it is not plain values, which have no identity but themselves.
 */
export function matchItems(before: readonly Node[], after: readonly Node[]): Pair[] {
  const field = identityField(before, after)
  const named = (item: Node) => (field === undefined ? undefined : leafText(item, field))
  const keyOf = (item: Node) => named(item) ?? `=${canonical(item)}`

  const waiting = new Map<string, number[]>()
  for (const [index, item] of before.entries()) {
    const key = keyOf(item)
    waiting.set(key, [...(waiting.get(key) ?? []), index])
  }
  const pairs: Pair[] = after.map((item, index) => ({
    before: waiting.get(keyOf(item))?.shift(),
    after: index,
  }))
  const left = [...waiting.values()].flat().sort((a, b) => a - b)
  return pairLeftOvers(pairs, left, before, after, named)
}

function pairLeftOvers(
  pairs: readonly Pair[],
  left: readonly number[],
  before: readonly Node[],
  after: readonly Node[],
  named: (item: Node) => string | undefined,
): Pair[] {
  const canPair = (item: Node | undefined) =>
    item !== undefined && item.kind !== 'leaf' && named(item) === undefined
  const free = left.filter((index) => canPair(before[index]))
  const done = pairs.map((pair) => {
    const open = pair.before === undefined && canPair(after[pair.after ?? -1])
    return open ? { ...pair, before: free.shift() } : pair
  })
  const used = new Set(done.map((pair) => pair.before))
  const gone = left.filter((index) => !used.has(index))
  return [...done, ...gone.map((index) => ({ before: index, after: undefined }))]
}

/** A field that at least half of the items have and that is different in each of them. */
function identityField(before: readonly Node[], after: readonly Node[]): string | undefined {
  return identities.find((field) => namesAll(before, field) && namesAll(after, field))
}

function namesAll(items: readonly Node[], field: string): boolean {
  const names = items.map((item) => leafText(item, field)).filter((name) => name !== undefined)
  return names.length * 2 >= items.length && new Set(names).size === names.length
}

function leafText(item: Node, field: string): string | undefined {
  if (item.kind !== 'fields') return undefined
  const value: Node | undefined = item.fields.get(field)
  return value?.kind === 'leaf' && isName(value.value) ? value.text : undefined
}

const isName = (value: Leaf['value']) => typeof value === 'string' || typeof value === 'number'
