import { expect, test } from 'vitest'
import { openConflicts } from '../../../server/slots/conflicts.ts'
import { mostVersions } from '../../../server/slots/retention.ts'
import type { Version } from '../../../server/storage/store.ts'

/** Devices that send one after the other, and never take what another one sent. */
const parting = (devices: number): Version[] =>
  Array.from({ length: mostVersions }, (_, index) => {
    const number = index + 1
    const version = { number, deviceName: `d${number % devices}`, contentId: `c${number}` }
    const conflict = { base: Math.max(1, number - devices), other: number - 1 }
    return { ...version, applied: true, ...(number > 1 && { conflict }) } as unknown as Version
  })

test.each([2, 500])('a history full of conflicts of %i devices is read in a moment', (devices) => {
  const versions = parting(devices)
  const before = process.cpuUsage()
  const open = openConflicts(versions, new Set())
  const { user, system } = process.cpuUsage(before)
  expect(open.length).toBeLessThanOrEqual(2 * devices)
  expect((user + system) / 1_000).toBeLessThan(3_000)
})
