import { isDeepStrictEqual } from 'node:util'
import type { MergeHints, MergeInput, Side } from '../../../server/merge/outcome.ts'
import type { Json } from './cases.ts'

/*
 * The merge told a second time: slowly, on parsed values, and with no thought of texts. Where
 * order counts it says only what must be there.
 */

/** Of a list without identity: each item as often as both sides want it. */
class Items {
  readonly counts: Counts
  readonly count: (list: readonly Json[]) => Counts

  constructor(counts: Counts, count: (list: readonly Json[]) => Counts) {
    this.counts = counts
    this.count = count
  }
}

/** Of a list with identity: the items by their identity, whatever their order. */
class Named {
  readonly items: ReadonlyMap<string, unknown>
  readonly identity: string

  constructor(items: ReadonlyMap<string, unknown>, identity: string) {
    this.items = items
    this.identity = identity
  }
}

/** Undefined where there is none. */
type Value = Json | undefined

export interface Told {
  readonly value: unknown
  readonly choices: string[]
}

type Input = Omit<MergeInput, 'hints' | 'decisions'> & {
  readonly hints: MergeHints
  readonly decide: (path: string) => Side
  /** Whether a list without identity was merged: of runs there is more than one telling. */
  readonly isChoice: (path: string) => boolean
}

export function tell({ base, mine, theirs, newer, hints, decide, isChoice }: Input): Told {
  const choices: string[] = []
  const isSaid = (pointers: readonly string[] = [], path: readonly string[]) =>
    pointers.some((pointer) => fits(pointer, path))
  const bare = (value: Value, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => bare(item, [...path, `${index}`]))
    if (!isObject(value)) return value
    const members = Object.entries(value).filter(([key]) => !isSaid(hints.volatile, [...path, key]))
    return new Map(members.map(([key, one]) => [key, bare(one, [...path, key])]))
  }

  const merge = (b: Value, m: Value, t: Value, path: readonly string[], at: string): unknown => {
    const [young, old] = newer === 'mine' ? [m, t] : [t, m]
    const same = (one: Value, other: Value) => isDeepStrictEqual(bare(one, path), bare(other, path))
    const choose = () => {
      choices.push(at)
      return decide(at) === 'mine' ? m : t
    }
    if (isSaid(hints.volatile, path)) return young
    if (isSaid(hints.atomic, path) || !alike(b, m, t)) {
      if (same(m, t) || same(old, b)) return young
      return same(young, b) ? old : choose()
    }
    if (isObject(b) && isObject(m) && isObject(t)) {
      const keys = new Set([b, m, t].flatMap((one) => Object.keys(one)))
      const alone = same(m, b) ? t : same(t, b) ? m : young
      const main = same(m, t) ? young : alone
      const merged = [...keys].map((key) => {
        const isVolatile = isSaid(hints.volatile, [...path, key])
        if (isVolatile) return [key, isObject(main) ? own(main, key) : undefined] as const
        const [ofB, ofM, ofT] = [own(b, key), own(m, key), own(t, key)]
        return [key, merge(ofB, ofM, ofT, [...path, key], `${at}/${escaped(key)}`)] as const
      })
      return new Map(merged.filter(([, value]) => value !== undefined))
    }
    const [inBase, inMine, inTheirs] = [b, m, t] as [Json[], Json[], Json[]]
    const identity = identityAt(hints, path)
    if (identity !== undefined) {
      const lists = [inBase, inMine, inTheirs].map((list) => byIdentity(list, identity))
      const names = new Set(lists.flatMap((list) => [...(list?.keys() ?? [])]))
      if (lists.every((list) => list !== undefined)) {
        const merged = [...names].map((name) => {
          const [x, y, z] = lists.map((list) => list.get(name)) as [Value, Value, Value]
          return [name, merge(x, y, z, [...path, 'any'], `${at}/${escaped(name)}`)] as const
        })
        return new Named(new Map(merged.filter(([, value]) => value !== undefined)), identity)
      }
    }
    if (same(m, t) || same(old, b)) return young
    if (same(young, b)) return old
    if (isChoice(at)) return choose()
    const count = (list: readonly Json[]) =>
      countsOf(list.map((item, index) => keyOf(bare(item, [...path, `${index}`]))))
    const [cb, cm, ct] = [count(inBase), count(inMine), count(inTheirs)]
    const counts = new Map<string, number>()
    for (const item of new Set([...cb.keys(), ...cm.keys(), ...ct.keys()])) {
      const [nb, nm, nt] = [cb.get(item) ?? 0, cm.get(item) ?? 0, ct.get(item) ?? 0]
      const wanted = nm === nb ? nt : nt === nb || nt === nm ? nm : Number.NaN
      if (wanted !== 0) counts.set(item, wanted)
    }
    return new Items(counts, count)
  }

  const [b, m, t] = [base, mine, theirs].map((text): Json => JSON.parse(text))
  if (theirs === base) return { value: m, choices }
  if (mine === base) return { value: t, choices }
  return { value: merge(b as Json, m as Json, t as Json, [], ''), choices }
}

/** Whether a value is as it was told. */
export function isAsTold(value: Json | undefined, told: unknown): boolean {
  if (told instanceof Items) {
    return Array.isArray(value) && isDeepStrictEqual(told.count(value), told.counts)
  }
  if (told instanceof Named) {
    const items = Array.isArray(value) ? byIdentity(value, told.identity) : undefined
    return items !== undefined && hasAll(items, told.items)
  }
  if (!(told instanceof Map)) return isDeepStrictEqual(value, told)
  if (value === undefined || !isObject(value)) return false
  return hasAll(new Map(Object.entries(value)), told)
}

const hasAll = (values: ReadonlyMap<string, Json>, told: ReadonlyMap<string, unknown>): boolean =>
  values.size === told.size &&
  [...told].every(([name, one]) => values.has(name) && isAsTold(values.get(name), one))

type Counts = ReadonlyMap<string, number>

const isObject = (value: Value): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const alike = (b: Value, m: Value, t: Value) =>
  [b, m, t].every(isObject) || [b, m, t].every((one) => Array.isArray(one))

const own = (object: Record<string, Json>, key: string): Value =>
  Object.hasOwn(object, key) ? (object[key] as Json) : undefined

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

const fits = (pointer: string, path: readonly string[]) => {
  const parts = pointer.split('/').slice(1)
  return (
    parts.length === path.length &&
    parts.every((part, index) => part === '*' || part === path[index])
  )
}

const identityAt = (hints: MergeHints, path: readonly string[]): string | undefined =>
  Object.entries(hints.identity ?? {}).find(([pointer]) => fits(pointer, [...path, 'any']))?.[1]

function byIdentity(list: readonly Json[], pointer: string): Map<string, Json> | undefined {
  const found = new Map<string, Json>()
  for (const item of list) {
    const named = pointer === '' ? item : isObject(item) ? own(item, pointer.slice(1)) : undefined
    const name = `=${named === undefined ? '' : keyOf(bareAll(named))}`
    if (found.has(name)) return undefined
    found.set(name, item)
  }
  return found
}

const bareAll = (value: Json): unknown => {
  if (Array.isArray(value)) return value.map(bareAll)
  if (!isObject(value)) return value
  return new Map(Object.entries(value).map(([key, one]) => [key, bareAll(one)]))
}

/** A text for a value whose objects are maps, the same whatever the order of keys. */
function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`
  if (!(value instanceof Map)) return JSON.stringify(value)
  const members = [...value].map(([key, one]) => `${JSON.stringify(key)}:${keyOf(one)}`)
  return `{${members.sort().join()}}`
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
