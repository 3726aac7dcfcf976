import { expect, test } from 'vitest'
import { minutes } from '../../../server/lib/clock.ts'
import { createPlaceBuckets } from '../../../server/lib/place-buckets.ts'
import { networksOf } from '../../../server/lib/rate-limit-key.ts'

const setUp = () => {
  const clock = { now: 0 }
  return { clock, buckets: createPlaceBuckets({ burst: 5, refillMs: minutes(1) }, () => clock.now) }
}

/** How many of these get through at once. */
const passed = (addresses: readonly string[]) => {
  const { buckets } = setUp()
  return addresses.filter((address) => buckets.take(address) === 0).length
}

const many = (make: (index: number) => string) => Array.from({ length: 1_000 }, (_, i) => make(i))
const hex = (index: number) => index.toString(16)

test.each([
  ['one address', many(() => '192.0.2.7'), 5],
  ['a /64', many((i) => `2001:db8:1:2::${hex(i)}`), 5],
  ['a /56', many((i) => `2001:db8:1:${hex(i & 255)}::1`), 20],
  ['a /48', many((i) => `2001:db8:1:${hex(i * 64)}::1`), 80],
  ['ever new IPv4 addresses', many((i) => `198.51.${i >> 8}.${i & 255}`), 1_000],
])('from %s so many get through', (_, addresses, count) => {
  expect(passed(addresses)).toBe(count)
})

test('who has had enough in one place takes nothing from the network around it', () => {
  const { buckets } = setUp()
  for (let index = 0; index < 1_000; index += 1) buckets.take('2001:db8:1:2::1')
  expect(buckets.take('2001:db8:1:3::1')).toBe(0)
})

test('networks are told apart by exactly their bits', () => {
  const [place, wider, widest] = networksOf('2001:db8:1:2aff::1')
  expect(place).toBe('2001:db8:1:2aff::/64')
  expect(networksOf('2001:db8:1:2a00::9').slice(1)).toEqual([wider, widest])
  expect(networksOf('2001:db8:1:2b00::9')[1]).not.toBe(wider)
  expect(networksOf('2001:db8:1:2b00::9')[2]).toBe(widest)
  expect(networksOf('2001:db8:2:2a00::9')[2]).not.toBe(widest)
  expect(networksOf('::ffff:192.0.2.7')).toEqual(['192.0.2.7'])
  expect(networksOf('no address')).toEqual(['no address'])
})
