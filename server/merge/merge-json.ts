import { step } from '../../app-modules/pointer.ts'
import { type JsonNode, type JsonPart, textOf } from '../lib/json-tree.ts'
import { longestPath } from '../lib/longest-path.ts'
import { inOrder } from './in-order.ts'
import { itemsOf, type Keyed, membersOf } from './keyed.ts'
import { type MergeChange, type MergeChoice, otherSide, type Side } from './outcome.ts'
import { below, identityAt, isSaid, type Places } from './places.ts'
import { spelling } from './spelling.ts'
import { type Each, eachOf, fullBudget, hasEachAsOften, sideOf, threeWay } from './three-way.ts'
import { type Entry, writeEntries } from './write.ts'

/** One value in the three copies; undefined in a copy that has none. */
type Three = Each<JsonNode | undefined>
/** The same where each copy has one. */
type Full = Each<JsonNode>

/** Who changed a value, volatile ones aside. */
type Changed = { readonly [name in Side]: boolean }

interface Merged extends Changed {
  /** Undefined where there is to be none. */
  readonly text: string | undefined
}

/** Merges JSON values, and takes note of what it took. */
export class JsonMerge {
  readonly changes: MergeChange[] = []
  readonly choices: MergeChoice[] = []
  readonly #newer: Side
  readonly #budget = fullBudget()
  readonly #decisions: ReadonlyMap<string, Side>

  constructor(newer: Side, decisions: ReadonlyMap<string, Side>) {
    this.#newer = newer
    this.#decisions = decisions
  }

  value(three: Three, places: Places, path: string): Merged {
    const newer = three[this.#newer]
    if (isSaid(places, 'volatile')) {
      return { text: newer && textOf(newer), mine: false, theirs: false }
    }
    if (!areAlike(three) || isSaid(places, 'atomic')) return this.#whole(three, places, path)
    return newer?.kind === 'object'
      ? this.#object(three, places, path)
      : this.#list(three, places, path)
  }

  #whole(three: Three, places: Places, path: string): Merged {
    const { base, mine, theirs } = eachOf(three, (node) => node && spelling(node, places))
    const changed = { mine: mine !== base, theirs: theirs !== base }
    let side = onlyOne(changed) ?? this.#newer
    if (changed.mine && changed.theirs && mine !== theirs) {
      side = this.#choose(
        'value',
        path,
        eachOf(three, (node) => node && textOf(node)),
      )
    } else if (changed.mine || changed.theirs) {
      this.#note(mine === theirs ? 'both' : side, three, side, path)
    }
    const node = three[side]
    return { text: node && textOf(node), ...changed }
  }

  #object(three: Full, places: Places, path: string): Merged {
    const members = eachOf(three, membersOf)
    const { base, mine, theirs } = members
    if (!base || !mine || !theirs) return this.#whole(three, places, path)
    const keyed = { base, mine, theirs }
    if (!canBeNamed(keyed, path)) return this.#whole(three, places, path)
    return this.#byKey(three, keyed, undefined, places, path)
  }

  #list(three: Full, places: Places, path: string): Merged {
    const identity = identityAt(places)
    const items = identity && eachOf(three, (list) => itemsOf(list, identity))
    const { base, mine, theirs } = items ?? {}
    if (!base || !mine || !theirs) return this.#withoutIdentity(three, places, path)
    const keyed = { base, mine, theirs }
    if (!canBeNamed(keyed, path)) return this.#withoutIdentity(three, places, path)
    return this.#byKey(three, keyed, this.#orderOf(keyed, path), places, path)
  }

  /** @param order whose order it has, and who changed that; undefined where order says nothing */
  #byKey(
    three: Full,
    keyed: Each<Keyed>,
    order: Order | undefined,
    places: Places,
    path: string,
  ): Merged {
    const changed = { mine: order?.mine ?? false, theirs: order?.theirs ?? false }
    const texts = new Map<string, string>()
    const volatile: string[] = []
    const merge = (key: string, part: JsonPart) => {
      const values = eachOf(keyed, (copy) => copy.get(key)?.value)
      // Most values are as they were: no path is made for these.
      if (isUntouched(values)) {
        texts.set(key, textOf(part.value))
        return
      }
      const here = below(places, part.key)
      if (isSaid(here, 'volatile')) {
        volatile.push(key)
        return
      }
      const { text, mine, theirs } = this.value(values, here, path + step(key))
      changed.mine ||= mine
      changed.theirs ||= theirs
      if (text !== undefined) texts.set(key, text)
    }
    for (const [key, part] of keyed.mine) merge(key, part)
    for (const [key, part] of keyed.theirs) if (!keyed.mine.has(key)) merge(key, part)
    for (const [key, part] of keyed.base) {
      if (!keyed.mine.has(key) && !keyed.theirs.has(key)) merge(key, part)
    }
    const main = onlyOne(changed) ?? this.#newer
    // The time of a change belongs to what was changed: it comes from the side that alone did so.
    for (const key of volatile) {
      const part = keyed[main].get(key)
      if (part) texts.set(key, textOf(part.value))
    }
    const first = order?.first ?? main
    const other = otherSide(first)
    const entries: Entry[] = []
    for (const key of inOrder([...keyed[first].keys()], [...keyed[other].keys()])) {
      const from = keyed[first].has(key) ? first : other
      const [part, text] = [keyed[from].get(key), texts.get(key)]
      if (part && text !== undefined) entries.push({ part, of: three[from], text })
    }
    return { text: writeEntries(three[first], three[other], entries), ...changed }
  }

  #orderOf(keyed: Each<Keyed>, path: string): Order {
    const { base, mine, theirs } = keyed
    const shared = new Set([...base.keys()].filter((key) => mine.has(key) && theirs.has(key)))
    const orders = eachOf(keyed, (copy) => [...copy.keys()].filter((key) => shared.has(key)).join())
    const changed = { mine: orders.mine !== orders.base, theirs: orders.theirs !== orders.base }
    const isChoice = changed.mine && changed.theirs && orders.mine !== orders.theirs
    // A move past an item that the other side removed is a change, though it leaves no trace.
    const moved = { mine: isMoved(base, mine), theirs: isMoved(base, theirs) }
    if (isChoice) return { ...moved, first: this.#choose('order', path, eachOf(keyed, names)) }
    if (!changed.mine && !changed.theirs) return { ...moved, first: undefined }
    const only = onlyOne(changed)
    const first = only ?? this.#newer
    const [before, after] = [names(base), names(keyed[first])]
    this.changes.push({ from: only ?? 'both', kind: 'moved', path, before, after })
    return { ...moved, first }
  }

  #withoutIdentity(three: Full, places: Places, path: string): Merged {
    const numbers = new Map<string, number>()
    const items = eachOf(three, ({ parts }) =>
      parts.map(({ key, value }) => {
        const spelled = spelling(value, below(places, key))
        return numbers.get(spelled) ?? numbers.set(spelled, numbers.size).size - 1
      }),
    )
    const { base, mine, theirs } = eachOf(items, (each) => each.join())
    if (mine === base || theirs === base || mine === theirs) return this.#whole(three, places, path)
    const taken = threeWay(items, this.#budget)?.map((run) => ({
      run,
      side: sideOf(run, items, this.#newer),
    }))
    const entries: (Entry & { readonly item: number })[] = []
    for (const { run, side } of taken ?? []) {
      const [from, to] = side ? run[side] : [0, 0]
      for (let n = from; side && n < to; n += 1) {
        const [part, of] = [three[side].parts[n] as JsonPart, three[side]]
        entries.push({ part, of, text: textOf(part.value), item: items[side][n] as number })
      }
    }
    const isClean = taken?.every(({ side }) => side) ?? false
    const merged = entries.map(({ item }) => item)
    if (!isClean || !hasEachAsOften(merged, items)) return this.#whole(three, places, path)
    this.#note('mine', three, 'mine', path)
    this.#note('theirs', three, 'theirs', path)
    const [first, other] = [three[this.#newer], three[otherSide(this.#newer)]]
    return { text: writeEntries(first, other, entries), mine: true, theirs: true }
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

/**
 * Whether each of them has a path that can be sent back with a decision. It also bounds the size of
 * a preview: every change in an object with a long name repeats that name.
 */
const canBeNamed = (keyed: Each<Keyed>, path: string): boolean =>
  [keyed.base, keyed.mine, keyed.theirs].every((copy) =>
    [...copy.keys()].every((key) => path.length + step(key).length <= longestPath),
  )

interface Order extends Changed {
  /** The side whose order it is; undefined where it is the same on both. */
  readonly first: Side | undefined
}

const onlyOne = ({ mine, theirs }: Changed): Side | undefined =>
  mine === theirs ? undefined : mine ? 'mine' : 'theirs'

/** The very same text in all three, as nearly everything is. */
function isUntouched({ base, mine, theirs }: Three): boolean {
  if (!base || !mine || !theirs) return false
  const text = textOf(base)
  return text === textOf(mine) && text === textOf(theirs)
}

/** Objects in all three, or lists in all three. */
const areAlike = (three: Three): three is Full =>
  three.base !== undefined &&
  three.base.kind !== 'leaf' &&
  three.base.kind === three.mine?.kind &&
  three.base.kind === three.theirs?.kind

/** Whether the items that both have stand in another order. */
const isMoved = (base: Keyed, side: Keyed): boolean =>
  [...base.keys()].filter((key) => side.has(key)).join() !==
  [...side.keys()].filter((key) => base.has(key)).join()

/** What tells the items apart, as a JSON list. */
const names = (items: Keyed): string =>
  `[${[...items.keys()].map((key) => key.slice(1) || 'null').join()}]`
