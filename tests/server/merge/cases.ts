import fc from 'fast-check'
import type { MergeHints, Side } from '../../../server/merge/outcome.ts'

/*
 * Settings that two devices changed: what both had, and a list of edits for each. The first fields
 * are those that the hints speak of; below the others is anything.
 */

export const hints: MergeHints = {
  identity: { '/apps/*': '/id', '/apps/*/tags/*': '', '/hosts/*': '' },
  atomic: ['/whole', '/apps/*/place'],
  volatile: ['/now', '/apps/*/seen'],
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface Case {
  readonly base: string
  readonly mine: string
  readonly theirs: string
  readonly newer: Side
  /** Which side a choice is decided for, by turns; none for the newer. */
  readonly turns: readonly (Side | undefined)[]
}

// Keys that a pointer spells otherwise, that objects have by themselves, and that look like an item's.
const keys = [
  'a',
  'b',
  '',
  '__proto__',
  'constructor',
  '0',
  'x/y',
  '~1',
  '*',
  '=',
  '="a"',
  'id',
  'ä',
]
const leaves: Json[] = [
  0,
  1,
  2,
  -1.5,
  1e21,
  '',
  'a',
  'b',
  'c"d',
  '\\',
  '\u2028',
  '💡',
  true,
  false,
  null,
]

const leaf = fc.constantFrom(...leaves)
const key = fc.constantFrom(...keys)

/** Own fields only, also one that is called `__proto__`. */
export const objectOf = (members: Iterable<readonly [string, Json]>): Record<string, Json> =>
  Object.fromEntries(members)

const { any } = fc.letrec<{ any: Json; list: Json; object: Json }>((tie) => ({
  any: fc.oneof({ maxDepth: 3, depthIdentifier: 'any' }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 6, depthIdentifier: 'any' }),
  object: fc
    .array(fc.tuple(key, tie('any')), { maxLength: 4, depthIdentifier: 'any' })
    .map(objectOf),
}))

const id = fc.constantFrom<Json>('a', 'b', 'c', 'd/e', 'f~', 'g', 1, 2, 3, '1')
const app = fc.record(
  {
    id,
    name: leaf,
    seen: leaf,
    tags: fc.uniqueArray(leaf, { maxLength: 4 }),
    place: any,
    more: any,
  },
  { requiredKeys: ['id'] },
)
const apps = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.uniqueArray(app, { selector: (one) => JSON.stringify(one.id), maxLength: 6 }),
  },
  // Some identity twice, or none: then it tells nothing, or that one item.
  { weight: 1, arbitrary: fc.array(fc.oneof(app, any), { maxLength: 4 }) },
)
const settings = fc
  .record(
    {
      apps,
      hosts: fc.uniqueArray(leaf, { maxLength: 6 }),
      now: leaf,
      whole: any,
      list: fc.array(leaf, { maxLength: 8 }),
      more: any,
    },
    { requiredKeys: [] },
  )
  .map((value): Json => ({ ...value }) as Json)

/** One edit: where, what, and with which value. */
interface Edit {
  readonly at: number
  readonly kind: 'set' | 'remove' | 'add' | 'move'
  readonly to: number
  readonly key: string
  readonly value: Json
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(1_000),
  kind: fc.constantFrom('set', 'set', 'remove', 'add', 'add', 'move'),
  to: fc.nat(20),
  key,
  value: fc.oneof(leaf, leaf, any, app as fc.Arbitrary<Json>),
})

/** Some edits of the one list are in the other too. */
const edits = fc.array(edit, { maxLength: 5 })

/** How a text is written: its white space, and whether the keys stand the other way round. */
const style = fc.tuple(fc.constantFrom('', ' ', '    ', '\t'), fc.boolean())

export const cases: fc.Arbitrary<Case> = fc
  .record({
    base: fc.oneof({ weight: 6, arbitrary: settings }, { weight: 1, arbitrary: any }),
    mine: edits,
    theirs: edits,
    both: fc.array(edit, { maxLength: 1 }),
    styles: fc.tuple(style, style, style),
    newer: fc.constantFrom<Side>('mine', 'theirs'),
    turns: fc.array(fc.constantFrom<Side | undefined>('mine', 'theirs', undefined), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .filter(({ base }) => typeof base === 'object' && base !== null)
  .map(({ base, mine, theirs, both, styles, newer, turns }) => {
    const [first, second, third] = styles
    return {
      base: print(base, first),
      mine: print(edited(base, [...both, ...mine]), second),
      theirs: print(edited(base, [...both, ...theirs]), third),
      newer,
      turns,
    }
  })

function print(value: Json, [indent, isTurned]: readonly [string, boolean]): string {
  const turn = (_: string, one: Json): Json =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? objectOf(Object.entries(one).reverse())
      : one
  return JSON.stringify(value, isTurned ? turn : undefined, indent)
}

const copyOf = (value: Json): Json => JSON.parse(JSON.stringify(value))

function edited(value: Json, list: readonly Edit[]): Json {
  const copy = copyOf(value)
  for (const one of list) apply(copy, one)
  return copy
}

function apply(root: Json, { at, kind, to, key, value: given }: Edit): void {
  const value = copyOf(given)
  const places = [...containers(root)]
  const place = places[at % places.length]
  if (Array.isArray(place)) {
    const index = to % (place.length + 1)
    if (kind === 'add') place.splice(index, 0, value)
    else if (kind === 'remove') place.splice(index, 1)
    else if (kind === 'move') place.splice(index, 0, ...place.splice(at % (place.length + 1), 1))
    else if (index < place.length) place[index] = value
  } else if (place) {
    const there = Object.keys(place)
    const old = there[to % (there.length + 1)]
    if (kind === 'remove' || kind === 'move') delete place[old ?? key]
    else put(place, kind === 'add' ? key : (old ?? key), value)
  }
}

const put = (object: Record<string, Json>, key: string, value: Json) =>
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })

function* containers(value: Json): Generator<Json[] | Record<string, Json>> {
  if (typeof value !== 'object' || value === null) return
  yield value
  for (const child of Object.values(value)) yield* containers(child)
}
