import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Reach, reachOf } from '../../../server/lib/address-reach.ts'

const rows: readonly (readonly [reach: Reach, ...addresses: string[]])[] = [
  ['public', '1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0'],
  [
    'public',
    '169.253.255.255',
    '169.255.0.0',
    '223.255.255.255',
    '192.167.255.255',
    '126.255.255.255',
  ],
  ['public', '2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001:800::200e', '2003::1'],
  ['public', '::ffff:1.1.1.1', '::ffff:101:101', '64:ff9b::1.1.1.1', '64:ff9b::808:808'],
  [
    'private',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '127.255.255.254',
  ],
  ['private', '100.64.0.1', '100.127.255.255', '::1', 'fc00::1', 'fd12:3456::1', 'fdff::'],
  [
    'private',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:192.168.0.1',
    '64:ff9b::10.0.0.1',
    '0:0:0:0:0:ffff:a00:1',
  ],
  [
    'never',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
  ],
  [
    'never',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ],
  [
    'never',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    '::ffff:100.100.100.200',
  ],
  [
    'never',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::127.0.0.1',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '240.0.0.1',
  ],
  [
    'never',
    'ff02::1',
    'fec0::1',
    '64:ff9b:1::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '3fff::1',
    '100::1',
  ],
  ['never', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '192.88.99.1'],
  [
    'never',
    '',
    'localhost',
    '2130706433',
    '0x7f.1',
    '127.1',
    '0177.0.0.1',
    '1.1.1',
    '1.1.1.1.',
    ' 1.1.1.1',
    '[::1]',
    '1.1.1.1:80',
  ],
]

describe.each(rows)('%s:', (reach, ...addresses) => {
  test.each(addresses)('%s', (address) => expect(reachOf(address)).toBe(reach))
})

/** The ranges as RFC 6890 and its followers list them, asked by arithmetic instead of by a list. */
function isPublic4(bytes: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  if ([0, 10, 127].includes(a) || a >= 224) return false
  if (a === 100 && b >= 64 && b < 128) return false
  if (a === 169 && b === 254) return false
  if (a === 172 && b >= 16 && b < 32) return false
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99)))
    return false
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false
  if (a === 203 && b === 0 && c === 113) return false
  return !(a === 168 && b === 63 && c === 129 && d === 16)
}

const byte = fc.integer({ min: 0, max: 255 })
/** Of all addresses few lie in small ranges: these are tried more often. */
const near = fc.oneof(
  fc.tuple(byte, byte, byte, byte),
  fc.tuple(
    fc.constantFrom(0, 10, 100, 127, 168, 169, 172, 192, 198, 203, 224),
    fc.constantFrom(0, 15, 16, 18, 31, 32, 51, 63, 64, 88, 127, 128, 168, 254),
    fc.constantFrom(0, 2, 99, 100, 113, 129, 255),
    byte,
  ),
)
const hex = (high: number, low: number) => ((high << 8) | low).toString(16)

test('an IPv4 address is public by the same rule in each of the ways that it can be written', () => {
  fc.assert(
    fc.property(near, ([a, b, c, d]) => {
      const dotted = `${a}.${b}.${c}.${d}`
      const ways = [
        dotted,
        `::ffff:${dotted}`,
        `::FFFF:${hex(a, b)}:${hex(c, d)}`,
        `0000:0000:0000:0000:0000:ffff:${hex(a, b)}:${hex(c, d)}`,
        `64:ff9b::${dotted}`,
        `64:ff9b::${hex(a, b)}:${hex(c, d)}`,
      ]
      const expected = isPublic4([a, b, c, d])
      for (const way of ways) expect([way, reachOf(way) === 'public']).toEqual([way, expected])
      // As a number, in octal or in hex it is what a web address makes of it.
      const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
      for (const text of [String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`]) {
        const { hostname } = new URL(`http://${text}/`)
        expect([text, reachOf(hostname) === 'public']).toEqual([text, expected])
      }
    }),
    { numRuns: 2_000 },
  )
})

test('of IPv6 only global unicast is public, and never 6to4, Teredo or documentation', () => {
  const group = fc.integer({ min: 0, max: 0xffff })
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const [first = 0, second = 0] = groups
      const address = groups.map((one) => one.toString(16)).join(':')
      const isGlobal = first >= 0x2000 && first <= 0x3fff
      const isSpecial =
        first === 0x2002 ||
        (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
        (first === 0x3fff && second < 0x1000)
      const isMapped = groups.slice(0, 5).every((one) => one === 0) || first === 0x64
      fc.pre(!isMapped)
      expect([address, reachOf(address) === 'public']).toEqual([address, isGlobal && !isSpecial])
    }),
    { numRuns: 2_000 },
  )
})
