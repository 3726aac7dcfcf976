import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeTexts } from '../../../server/merge/merge-texts.ts'
import type { MergeInput, MergeOutcome } from '../../../server/merge/outcome.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { cases } from './cases.ts'
import { brokenLaws } from './laws.ts'

const numRuns = scaled(100, 100_000)
const timeout = Math.max(20_000, numRuns * 20)

test('two copies merge by the laws, and as a naive telling of it has them', { timeout }, () => {
  fc.assert(
    fc.property(cases, (one) => {
      expect(brokenLaws(mergeTexts, one)).toEqual([])
    }),
    { numRuns },
  )
  figure('copies of settings merged', numRuns)
})

type Mutant = (input: MergeInput) => MergeOutcome

test.each<[string, Mutant]>([
  [
    'ignores identities',
    (input) => mergeTexts({ ...input, hints: { ...input.hints, identity: {} } }),
  ],
  [
    'merges volatile values',
    (input) => mergeTexts({ ...input, hints: { ...input.hints, volatile: [] } }),
  ],
  [
    'takes no value as a whole',
    (input) => mergeTexts({ ...input, hints: { ...input.hints, atomic: [] } }),
  ],
  [
    'forgets the base',
    (input) => mergeTexts({ ...input, base: Array.isArray(JSON.parse(input.base)) ? '[]' : '{}' }),
  ],
  ['takes the newer', (input) => mergeTexts({ ...input, base: input.mine })],
])('a merge that %s is caught', (_, mutant) => {
  const { failed } = fc.check(
    fc.property(cases, (one) => !brokenLaws(mutant, one).includes('as it is told naively')),
    { numRuns: 2_000, seed: 1, endOnFailure: true },
  )
  expect(failed).toBe(true)
})
