import { type JsonNode, type JsonPart, textOf } from '../lib/json-tree.ts'
import type { Contents } from './contents.ts'
import { inOrder } from './in-order.ts'
import { itemsOf, type Keyed, membersOf } from './keyed.ts'
import { type MergeChange, type MergeChoice, otherSide, type Side } from './outcome.ts'
import { below, identityAt, isSaid, type Places, step } from './places.ts'
import { type Each, eachOf, sideOf, threeWay } from './three-way.ts'
import { type Entry, writeEntries } from './write.ts'

/** One value in the three copies; undefined in a copy that has none. */
type Three = Each<JsonNode | undefined>
/** The same where each copy has one. */
type Full = Each<JsonNode>

/** Merges JSON values that are known to `contents`, and takes note of what it took. */
export class JsonMerge {
  readonly changes: MergeChange[] = []
  readonly choices: MergeChoice[] = []
  readonly #contents: Contents
  readonly #newer: Side
  readonly #decisions: ReadonlyMap<string, Side>

  constructor(contents: Contents, newer: Side, decisions: ReadonlyMap<string, Side>) {
    this.#contents = contents
    this.#newer = newer
    this.#decisions = decisions
  }

  /** @returns the text of the merged value; undefined where there is to be none */
  value(three: Three, places: Places, path: string): string | undefined {
    const newer = three[this.#newer]
    if (isSaid(places, 'volatile')) return newer && textOf(newer)
    if (this.#same(three.mine, three.theirs)) {
      if (!this.#same(newer, three.base)) this.#note('both', three, this.#newer, path)
      return newer && textOf(newer)
    }
    if (this.#goesIn(three) && !isSaid(places, 'atomic')) {
      return three.mine.kind === 'object'
        ? this.#object(three, places, path)
        : this.#list(three, places, path)
    }
    return this.#whole(three, path)
  }

  #same(one: JsonNode | undefined, other: JsonNode | undefined): boolean {
    return this.#contents.same(one, other)
  }

  #goesIn(three: Three): three is Full {
    const nodes = [three.base, three.mine, three.theirs]
    return nodes.every(
      (node) =>
        node !== undefined &&
        node.kind !== 'leaf' &&
        node.kind === nodes[0]?.kind &&
        !this.#contents.isAmbiguous(node),
    )
  }

  /** The side that alone changed it, if one did. */
  #onlyOne(three: Three): Side | undefined {
    if (this.#same(three.theirs, three.base)) return 'mine'
    return this.#same(three.mine, three.base) ? 'theirs' : undefined
  }

  #whole(three: Three, path: string): string | undefined {
    const only = this.#onlyOne(three)
    if (only) this.#note(only, three, only, path)
    const side =
      only ??
      this.#choose(
        'value',
        path,
        eachOf(three, (node) => node && textOf(node)),
      )
    const node = three[side]
    return node && textOf(node)
  }

  #object(three: Full, places: Places, path: string): string {
    const members = eachOf(three, membersOf)
    return this.#byKey(three, members, this.#onlyOne(three) ?? this.#newer, places, path)
  }

  #list(three: Full, places: Places, path: string): string {
    const identity = identityAt(places)
    const items = identity && eachOf(three, (list) => itemsOf(list, identity))
    if (!items?.base || !items.mine || !items.theirs) return this.#withoutIdentity(three, path)
    const { base, mine, theirs } = items
    const keyed = { base, mine, theirs }
    return this.#byKey(three, keyed, this.#orderOf(three, keyed, path), places, path)
  }

  /** @param first the side whose order and spaces it has */
  #byKey(three: Full, keyed: Each<Keyed>, first: Side, places: Places, path: string): string {
    const other = otherSide(first)
    const entries: Entry[] = []
    const merged = (key: string, part: JsonPart) => {
      const values = eachOf(keyed, (copy) => copy.get(key)?.value)
      return this.value(values, below(places, part.key), path + step(key))
    }
    for (const key of inOrder([...keyed[first].keys()], [...keyed[other].keys()])) {
      const from = keyed[first].has(key) ? first : other
      const part = keyed[from].get(key) as JsonPart
      const text = merged(key, part)
      if (text !== undefined) entries.push({ part, of: three[from], text })
    }
    for (const [key, part] of keyed.base) {
      if (!keyed.mine.has(key) && !keyed.theirs.has(key)) merged(key, part)
    }
    return writeEntries(three[first], three[other], entries)
  }

  /** The side whose order the items have. */
  #orderOf(three: Full, keyed: Each<Keyed>, path: string): Side {
    const { base, mine, theirs } = keyed
    const shared = [...base.keys()].filter((key) => mine.has(key) && theirs.has(key))
    const orders = eachOf(keyed, (copy) => orderOf(copy, shared))
    const before = names(base)
    if (orders.mine === orders.theirs) {
      if (orders.mine === orders.base) return this.#onlyOne(three) ?? this.#newer
      const after = names(keyed[this.#newer])
      this.changes.push({ from: 'both', kind: 'moved', path, before, after })
      return this.#newer
    }
    if (orders.mine !== orders.base && orders.theirs !== orders.base) {
      return this.#choose('order', path, eachOf(keyed, names))
    }
    const from = orders.mine === orders.base ? 'theirs' : 'mine'
    this.changes.push({ from, kind: 'moved', path, before, after: names(keyed[from]) })
    return from
  }

  #withoutIdentity(three: Full, path: string): string {
    const items = eachOf(three, ({ parts }) =>
      parts.map(({ value }) => this.#contents.of(value) ?? -1),
    )
    const runs = this.#onlyOne(three) ? undefined : threeWay(items.base, items.mine, items.theirs)
    const taken = runs?.map((run) => sideOf(run, items, this.#newer))
    if (!runs || !taken || taken.includes(undefined)) return this.#whole(three, path) as string
    this.#note('mine', three, 'mine', path)
    this.#note('theirs', three, 'theirs', path)
    const entries = runs.flatMap((run, index): Entry[] => {
      const side = taken[index] as Side
      const of = three[side]
      return of.parts.slice(...run[side]).map((part) => ({ part, of, text: textOf(part.value) }))
    })
    return writeEntries(three[this.#newer], three[otherSide(this.#newer)], entries)
  }

  #note(from: MergeChange['from'], three: Each<JsonNode | undefined>, side: Side, path: string) {
    const [before, after] = [three.base, three[side]]
    const kind = !before ? 'added' : after ? 'changed' : 'removed'
    const texts = {
      ...(before && { before: textOf(before) }),
      ...(after && { after: textOf(after) }),
    }
    this.changes.push({ from, kind, path, ...texts })
  }

  #choose(kind: MergeChoice['kind'], path: string, texts: Each<string | undefined>): Side {
    const taken = this.#decisions.get(path) ?? this.#newer
    const there = Object.entries(texts).filter(([, text]) => text !== undefined)
    this.choices.push({ kind, path, ...Object.fromEntries(there), taken })
    return taken
  }
}

/** The keys in their order, as one text to compare. */
const orderOf = (keyed: Keyed, shared: readonly string[]): string => {
  const wanted = new Set(shared)
  return [...keyed.keys()].filter((key) => wanted.has(key)).join()
}

/** What tells the items apart, as a JSON list. */
const names = (items: Keyed): string =>
  `[${[...items.keys()].map((key) => key.slice(1) || 'null').join()}]`
