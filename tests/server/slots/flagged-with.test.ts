import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flaggedVersions, flaggedWith } from '../../../server/slots/flags.ts'
import type { Version } from '../../../server/storage/store.ts'

const rarely = <T>(value: T) =>
  fc.oneof(
    { weight: 7, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(value) },
  )
const version = fc.record({
  size: fc.constantFrom(10, 200, 300, 700, 5_000),
  applied: fc.constantFrom(true, true, false),
  encrypted: fc.boolean(),
  restored: rarely(1),
  mark: rarely('deleted' as const),
  isGone: rarely(true),
})

test('one version by itself gets the flag that it gets among all of them', async () => {
  let flagged = 0
  await fc.assert(
    fc.asyncProperty(fc.array(version, { minLength: 5, maxLength: 30 }), async (given) => {
      const versions = given
        // Thinning out leaves gaps in the numbers.
        .map(({ isGone, ...one }, index) => ({ ...one, number: index + 1, isGone }))
        .filter(({ isGone }) => !isGone)
        .map(({ isGone: _, ...one }) => one as unknown as Version)
      const slot = {
        version: async (number: number) => versions.find((one) => one.number === number),
      }
      const all = flaggedVersions(versions)
      for (const { number } of versions) {
        const found = await flaggedWith(slot, number)
        const flag = found && { flag: found.flag, replaced: found.before.number }
        expect(flag).toEqual(all.get(number))
        if (flag) flagged += 1
      }
    }),
  )
  expect(flagged).toBeGreaterThan(50)
})
