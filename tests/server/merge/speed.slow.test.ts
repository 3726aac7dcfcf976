import { expect, test } from 'vitest'
import { maxDepth } from '../../../server/lib/json-walk.ts'
import { longestPath } from '../../../server/lib/longest-path.ts'
import { mergeTexts, sameContent } from '../../../server/merge/merge-texts.ts'
import type { MergeInput } from '../../../server/merge/outcome.ts'
import { fillPerDevice, splitPerDevice } from '../../../server/merge/per-device.ts'
import { figure } from '../../helpers/figures.ts'

interface Item {
  readonly id: string
  readonly name: string
  readonly pinned: boolean
  readonly index: number
  readonly seen: number
  readonly more: string
  readonly tags: readonly string[]
}

const count = 2_000
const hints = {
  identity: { '/apps/*': '/id', '/apps/*/tags/*': '' },
  volatile: ['/at', '/apps/*/seen'],
}

/** An export of 2,000 items, as one device has it. */
const exportOf = (edit: (item: Item, n: number) => Partial<Item>): string => {
  const apps = Array.from({ length: count }, (_, n) => {
    const item: Item = {
      id: `org.example.app${n}`,
      name: `App ${n}`,
      pinned: false,
      index: 0,
      seen: 1_777_705_200_418 + n,
      more: JSON.stringify({ filter: 'x'.repeat(300), url: `https://example.org/${n}` }),
      tags: ['Writing', 'Maps'],
    }
    return { ...item, ...edit(item, n) }
  })
  return JSON.stringify({ at: edit.length, apps, settings: { theme: 2 } }, null, 1)
}

/** The least time of the processor in some runs, in milliseconds: others use it too. */
function leastCpu(runs: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < runs; n += 1) {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

const base = exportOf(() => ({}))
const mine = exportOf(({ seen }, n) => ({ seen: seen + 1, pinned: n % 3 === 0 }))
const theirs = exportOf(({ seen, tags }, n) => ({
  seen: seen + 2,
  index: n % 5,
  tags: n % 7 === 0 ? [...tags, 'New'] : tags,
}))

test('two exports of 1 MB with 2,000 items merge within 100 ms of CPU', () => {
  expect(base.length).toBeGreaterThan(1_000_000)
  const input: MergeInput = { base, mine, theirs, newer: 'mine', hints }
  const outcome = mergeTexts(input)
  if (outcome.kind !== 'merged') throw new Error(outcome.reason)
  expect(outcome.choices).toEqual([])
  expect(outcome.changes.length).toBeGreaterThan(count)
  const least = leastCpu(20, () => mergeTexts(input))
  figure('a merge of two exports of 1 MB', 20, 0, `${least.toFixed(0)} ms of CPU at best`)
  expect(least).toBeLessThan(100)
})

test('what stays on a device is filled into 1 MB within 100 ms of CPU', () => {
  const paths = ['/at', '/apps/*/seen']
  const own = splitPerDevice(mine, paths, hints)?.own
  expect(leastCpu(10, () => splitPerDevice(mine, paths, hints))).toBeLessThan(100)
  expect(leastCpu(10, () => fillPerDevice(theirs, own, paths, hints))).toBeLessThan(100)
})

/** Texts that would take minutes if time grew with the square of anything. */
const long = (length: number, item: (n: number) => string) =>
  `[${Array.from({ length }, (_, n) => item(n)).join()}]`
const nested = (inner: string) => `${'['.repeat(maxDepth - 1)}${inner}${']'.repeat(maxDepth - 1)}`
const members = (length: number, value: number) =>
  `{${Array.from({ length }, (_, n) => `"k${n}":${n % 9 === 0 ? value : 0}`).join()}}`

test.each<[string, string, string, string]>([
  [
    'a long list of one value',
    long(100_000, () => '1'),
    long(100_001, () => '1'),
    long(100_002, () => '1'),
  ],
  [
    'long lists with nothing in common',
    long(50_000, String),
    long(50_000, (n) => `-${n + 1}`),
    long(50_000, (n) => `"${n}"`),
  ],
  ['an object of many members', members(100_000, 1), members(100_000, 2), members(100_001, 1)],
  [
    'a long list far down',
    nested(long(50_000, String)),
    nested(long(50_001, String)),
    nested(long(50_000, (n) => String(n + 1))),
  ],
  [
    'one key many times',
    `{${'"a":1,'.repeat(50_000)}"a":1}`,
    `{${'"a":1,'.repeat(50_000)}"a":2}`,
    `{${'"a":1,'.repeat(50_000)}"b":1}`,
  ],
  [
    'a string of backslashes',
    `["${'\\\\'.repeat(100_000)}",1,2]`,
    `["${'\\\\'.repeat(100_000)}",1,3]`,
    `["${'\\\\'.repeat(100_001)}",1,2]`,
  ],
])('%s takes no more than seconds', { timeout: 120_000 }, (_, first, second, third) => {
  const input = { base: first, mine: second, theirs: third, newer: 'mine' } as const
  const some = { ...hints, identity: { '/*': '' } }
  expect(leastCpu(1, () => mergeTexts(input))).toBeLessThan(5_000)
  expect(leastCpu(1, () => mergeTexts({ ...input, hints: some }))).toBeLessThan(5_000)
})

/** Ones that the time of each list bounds, and yet 10 MiB of them would take minutes or gigabytes. */
const lists = (count: number, length: number, first: number) =>
  `{${Array.from({ length: count }, (_, n) => `"k${n}":${long(length, (m) => String(first + m))}`).join()}}`

test.each<[string, (n: number) => string]>([
  ['many lists with nothing in common', (n) => lists(3_000, 490, n * 1_000)],
  ['as many of them as are looked into', (n) => lists(400, 490, n * 1_000)],
  ['10 MiB of numbers', (n) => `[${n}${',1'.repeat(5 * 1024 ** 2)}]`],
  ['10 MiB of empty lines', (n) => `${'\n'.repeat(10 * 1024 ** 2)}${n}`],
])('%s: neither seconds nor gigabytes', { timeout: 120_000 }, (_, textOf) => {
  const [base, mine, theirs] = [textOf(1), textOf(2), textOf(3)]
  const input = { base, mine, theirs, newer: 'mine' } as const
  expect(leastCpu(1, () => mergeTexts(input))).toBeLessThan(5_000)
  expect(leastCpu(1, () => sameContent(base, mine))).toBeLessThan(2_000)
  // Nothing of the older copy is taken unseen, or lost unseen.
  const outcome = mergeTexts(input)
  expect(outcome).toMatchObject({ kind: 'merged', text: mine })
  expect(outcome.kind === 'merged' && outcome.choices.length).toBeGreaterThan(0)
})

test('a long name above many changes is not repeated for each of them', () => {
  const textOf = (value: number) => `{"a":1,"${'n'.repeat(1024 ** 2)}":${members(10_000, value)}}`
  const outcome = mergeTexts({ base: textOf(0), mine: textOf(1), theirs: textOf(2), newer: 'mine' })
  if (outcome.kind !== 'merged') throw new Error(outcome.reason)
  const told = [...outcome.changes, ...outcome.choices]
  expect(told.length).toBeGreaterThan(0)
  expect(told.reduce((sum, { path }) => sum + path.length, 0)).toBeLessThan(10 * 1024 ** 2)
  for (const { path } of outcome.choices) expect(path.length).toBeLessThanOrEqual(longestPath)
})
