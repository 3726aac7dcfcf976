import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import {
  type ClockWatch,
  isTrusted,
  lookAgain,
  noteOf,
  watchClock,
} from '../../../server/slots/clock-guard.ts'
import { testStart } from '../../helpers/hub.ts'

const years10 = days(3652)

/** A machine: its clock and the time that really passes, looked at every hour. */
function machine(noted?: number, at = testStart) {
  let [now, elapsed] = [at, 0]
  let watch: ClockWatch = watchClock(now, elapsed, noted)
  const look = () => {
    watch = lookAgain(watch, now, elapsed)
  }
  return {
    run(ms: number) {
      for (let left = ms; left > 0; left -= hours(1)) {
        now += Math.min(left, hours(1))
        elapsed += Math.min(left, hours(1))
        look()
      }
    },
    /** Somebody, or a bad battery, sets the clock; or the machine sleeps. */
    jump(ms: number) {
      now += ms
      look()
    },
    restart(off = 0) {
      now += off
      elapsed = 0
      watch = watchClock(now, elapsed, noteOf(watch))
    },
    trusted: () => isTrusted(watch),
    note: () => noteOf(watch),
  }
}

describe('a clock is trusted', () => {
  test('on a hub that was never on before', () => {
    expect(machine().trusted()).toBe(true)
  })

  test('while it goes on as time passes', () => {
    const { run, trusted } = machine()
    run(days(3))
    expect(trusted()).toBe(true)
  })

  test('also when it is corrected by a little', () => {
    const { run, jump, trusted } = machine()
    run(hours(2))
    jump(minutes(5))
    jump(-minutes(5))
    expect(trusted()).toBe(true)
  })

  test('also after the machine was asleep', () => {
    const { run, jump, trusted } = machine()
    run(hours(2))
    jump(days(7))
    expect(trusted()).toBe(true)
  })

  test('also after a restart', () => {
    const { run, restart, trusted } = machine()
    run(hours(2))
    restart(days(5))
    expect(trusted()).toBe(true)
    restart()
    expect(trusted()).toBe(true)
  })
})

describe('a clock is not trusted', () => {
  test.each([
    ['on by 10 years', years10],
    ['back by 10 years', -years10],
    ['on by more than a week', days(7) + 1],
    ['back by more than 5 minutes', -minutes(5) - 1],
  ])('for 24 hours after it jumped %s', (_, by) => {
    const { run, jump, trusted } = machine()
    run(days(2))
    jump(by)
    expect(trusted()).toBe(false)
    run(hours(23))
    expect(trusted()).toBe(false)
    run(hours(1))
    expect(trusted()).toBe(true)
  })

  test('while it jumps to and fro', () => {
    const { run, jump, trusted } = machine()
    for (let i = 0; i < 10; i += 1) {
      jump(years10)
      run(hours(12))
      jump(-years10)
      run(hours(12))
      expect(trusted()).toBe(false)
    }
  })

  test('for 24 hours after a start that is long after the last, or before it', () => {
    for (const off of [days(30), years10, -days(2), -years10]) {
      const { run, restart, trusted } = machine()
      run(days(2))
      restart(off)
      expect(trusted()).toBe(false)
      run(hours(24))
      expect(trusted()).toBe(true)
    }
  })

  test('because of a restart', () => {
    const { run, jump, restart, trusted } = machine()
    run(days(2))
    jump(years10)
    for (let i = 0; i < 10; i += 1) {
      run(hours(2))
      restart()
      expect(trusted()).toBe(false)
    }
    run(hours(4))
    expect(trusted()).toBe(true)
  })

  test('for good where the machine is off every night', () => {
    const { run, restart, trusted } = machine()
    run(days(2))
    restart(days(30))
    expect(trusted()).toBe(false)
    run(hours(8))
    restart(hours(16))
    expect(trusted()).toBe(true)
    run(hours(8))
    restart(hours(16))
    expect(trusted()).toBe(true)
  })
})

test('never within 24 hours of a jump, however often the hub is restarted', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('run' as const), ms: fc.nat(hours(10)) }),
    fc.record({ kind: fc.constant('restart' as const), ms: fc.nat(hours(10)) }),
    fc.record({
      kind: fc.constant('jump' as const),
      ms: fc.constantFrom(years10, -years10, days(8), -days(2)),
    }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const clock = machine()
      let sinceJump = Infinity
      for (const { kind, ms } of steps) {
        if (kind === 'run') clock.run(ms)
        else if (kind === 'restart') clock.restart(ms)
        else clock.jump(ms)
        sinceJump = kind === 'jump' ? 0 : sinceJump + ms
        expect(clock.trusted()).toBe(sinceJump >= hours(24))
        expect(Number.isFinite(clock.note())).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})
