import { expect, test } from 'vitest'
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import { createSteadyClock, type Moment, sinceBoot } from '../../../server/lib/steady-clock.ts'
import { testStart } from '../../helpers/hub.ts'

function machine(noted?: Moment, start = testStart) {
  const time = { now: start, passed: 0 }
  const clock = createSteadyClock(
    () => time.now,
    () => time.passed,
    noted,
  )
  return {
    clock,
    pass(ms: number) {
      time.now += ms
      time.passed += ms
    },
    set(by: number) {
      time.now += by
    },
  }
}

test('a new hub begins with what the clock says, and both go on alike', () => {
  const { clock, pass } = machine()
  pass(hours(3))
  expect(clock.read()).toEqual({ now: testStart + hours(3), steady: testStart + hours(3) })
  expect(clock.lastJump).toBeUndefined()
})

test.each([days(365), -days(2), -days(20_000)])('a clock that is set by %i is noticed', (by) => {
  const { clock, pass, set } = machine()
  pass(hours(1))
  set(by)
  pass(hours(1))
  expect(clock.read().steady).toBe(testStart + hours(2))
  expect(clock.lastJump).toEqual({ at: testStart + hours(2) + by, by })
})

test('a clock that drifts was not set', () => {
  const { clock, pass, set } = machine()
  pass(hours(1))
  set(minutes(5))
  clock.read()
  expect(clock.lastJump).toBeUndefined()
})

test('the time for which the hub was off passes, as far as the clock tells', () => {
  const noted = { now: testStart, steady: testStart - days(9) }
  const { clock } = machine(noted, testStart + hours(8))
  expect(clock.read().steady).toBe(noted.steady + hours(8))
  expect(clock.lastJump).toBeUndefined()
})

test('a clock that is behind what it was before the start was set back', () => {
  const noted = { now: testStart, steady: testStart }
  const { clock, pass } = machine(noted, testStart - days(300))
  expect(clock.lastJump).toEqual({ at: testStart - days(300), by: -days(300) })
  pass(1)
  expect(clock.read().steady).toBe(testStart + 1)
})

test('the time since the computer was started only passes', () => {
  const before = sinceBoot()
  expect(before).toBeGreaterThan(0)
  expect(sinceBoot()).toBeGreaterThanOrEqual(before)
})
