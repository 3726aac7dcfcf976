import { expect, onTestFinished, test, vi } from 'vitest'
import { createLease, moment } from '../../../server/storage/lease.ts'

/** Two clocks that are set by hand. */
function clocks() {
  let steady = 0
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
  vi.spyOn(performance, 'now').mockImplementation(() => steady)
  onTestFinished(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  return (wallMs: number, steadyMs: number) => {
    vi.setSystemTime(Date.now() + wallMs)
    steady += steadyMs
  }
}

test('a lease ends by whichever clock says so first, and counts from when a look began', () => {
  const pass = clocks()
  const lease = createLease(100)
  pass(100, 100)
  expect(lease.isOver()).toBe(false)
  pass(1, 0)
  expect(lease.isOver()).toBe(true)
  const begun = moment()
  pass(60, 60)
  lease.renew(begun)
  pass(40, 40)
  expect(lease.isOver()).toBe(false)
  // The clock is set back.
  pass(-3_600_000, 1)
  expect(lease.isOver()).toBe(true)
  lease.renew(moment())
  // The computer sleeps.
  pass(3_600_000, 0)
  expect(lease.isOver()).toBe(true)
})
