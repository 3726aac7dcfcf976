import { isIPv4 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOf } from '../../../server/lib/rate-limit-key.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
  ['2001:0db8:0001:0002:0003::', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:3:4:192.0.2.7', '2001:db8:1:2::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['no address', 'no address'],
  ['', ''],
])('%s counts as %s', (address, place) => {
  expect(placeOf(address)).toBe(place)
})

test('addresses are of one place exactly when their first 64 bits are the same', () => {
  const group = fc.integer({ min: 0, max: 0xffff })
  const eight = fc.tuple(group, group, group, group, group, group, group, group)
  fc.assert(
    fc.property(eight, eight, fc.boolean(), (one, other, share) => {
      const second = share ? [...one.slice(0, 4), ...other.slice(4)] : other
      fc.pre(
        one.some((bits, i) => i < 5 && bits > 0) && second.some((bits, i) => i < 5 && bits > 0),
      )
      const same = one.slice(0, 4).join() === second.slice(0, 4).join()
      expect(placeOf(long(one)) === placeOf(short(second))).toBe(same)
    }),
  )
})

test('every IPv4 address is a place of its own, also inside IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      fc.pre(isIPv4(address))
      expect(placeOf(address)).toBe(address)
      expect(placeOf(`::ffff:${address}`)).toBe(address)
    }),
  )
})

const long = (groups: readonly number[]) =>
  groups.map((bits) => bits.toString(16).toUpperCase().padStart(4, '0')).join(':')

/** The longest row of zeros left out, as most programs write it. */
const short = (groups: readonly number[]) =>
  groups
    .map((bits) => bits.toString(16))
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::')
