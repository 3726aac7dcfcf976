import { beforeEach, expect, test, vi } from 'vitest'
import { startTicks } from '../../../main/system/ticks.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

function setUp() {
  const clock = { now: 1_000_000, elapsed: 0, addresses: '192.168.1.2' }
  const told: string[] = []
  const stop = startTicks({
    now: () => clock.now,
    elapsed: () => clock.elapsed,
    onTick: () => void told.push('tick'),
    addresses: () => clock.addresses,
    onChange: () => void told.push('change'),
  })
  const minute = (slept = 0) => {
    clock.now += 60_000 + slept
    clock.elapsed += 60_000
    vi.advanceTimersByTime(60_000)
    return told.splice(0)
  }
  return { clock, minute, stop }
}

test('once a minute, and no more often', () => {
  const { minute, stop } = setUp()
  expect([minute(), minute()]).toEqual([['tick'], ['tick']])
  stop()
  expect(minute()).toEqual([])
})

test.each([3_600_000, -3_600_000, 6_000])('a clock that jumps by %i ms is noticed once', (ms) => {
  const { minute } = setUp()
  expect(minute(ms)).toEqual(['change', 'tick'])
  expect(minute()).toEqual(['tick'])
})

test('another network is noticed once', () => {
  const { clock, minute } = setUp()
  clock.addresses = '10.0.0.7'
  expect([minute(), minute()]).toEqual([['change', 'tick'], ['tick']])
})

test('a busy computer is not asleep', () => {
  const { minute } = setUp()
  expect(minute(4_000)).toEqual(['tick'])
})
