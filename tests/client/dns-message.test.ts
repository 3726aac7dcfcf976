import { decode, encode } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeQuery, readResponse } from '../../client/dns-message.ts'

const type = '_sxncd._tcp.local'
const name = `Küche (2).${type}`
const announced = encode({
  type: 'response',
  flags: 1 << 10,
  questions: [{ type: 'PTR', name: type }],
  answers: [
    { type: 'PTR', name: type, ttl: 4500, data: name },
    { type: 'SRV', name, ttl: 120, flush: true, data: { port: 9693, target: 'hub.local' } },
    { type: 'TXT', name, ttl: 4500, data: ['id=an-id', 'ID=other', 'flag', 'a=b=c', '=x', ''] },
  ],
  additionals: [
    { type: 'A', name: 'hub.local', ttl: 0, data: '192.168.1.20' },
    { type: 'AAAA', name: 'hub.local', ttl: 120, data: 'fd00::14' },
    { type: 'NSEC', name: 'hub.local', ttl: 120, data: { nextDomain: 'a.local', rrtypes: ['A'] } },
    { type: 'A', class: 'CH', name: 'hub.local', ttl: 120, data: '192.168.1.99' },
  ],
} as Parameters<typeof encode>[0])

const instance = ['Küche (2)', '_sxncd', '_tcp', 'local']
const service = ['_sxncd', '_tcp', 'local']
const host = ['hub', 'local']

test('a response is read', () => {
  const entries = new Map([
    ['id', 'an-id'],
    ['flag', ''],
    ['a', 'b=c'],
  ])
  expect(readResponse(announced)).toEqual([
    { type: 'PTR', name: service, ttl: 4500, target: instance },
    { type: 'SRV', name: instance, ttl: 120, port: 9693, target: host },
    { type: 'TXT', name: instance, ttl: 4500, entries },
    { type: 'A', name: host, ttl: 0, address: '192.168.1.20' },
    { type: 'AAAA', name: host, ttl: 120, address: 'fd00::14' },
  ])
})

test('a query is written as others read it', () => {
  const query = encodeQuery([
    { name: service, type: 'PTR' },
    { name: instance, type: 'SRV' },
  ])
  const { questions, ...rest } = decode(Buffer.from(query))
  expect(rest).toMatchObject({ type: 'query', id: 0 })
  expect(questions).toEqual([
    { name: type, type: 'PTR', class: 'IN' },
    { name, type: 'SRV', class: 'IN' },
  ])
  expect(readResponse(query)).toBeUndefined()
})

/** A response with one PTR record, whose name is `bytes`. */
const withName = (...bytes: number[]) =>
  Uint8Array.from([
    0,
    0,
    0x84,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    ...bytes,
    0,
    12,
    0,
    1,
    0,
    0,
    0,
    9,
    0,
    1,
    0,
  ])

test('names: the last byte that may be, and no further', () => {
  expect(readResponse(withName(0))).toEqual([{ type: 'PTR', name: [], ttl: 9, target: [] }])
  const labels = (count: number, length: number) =>
    Array.from({ length: count }, () => [length, ...Array(length).fill(97)]).flat()
  expect(readResponse(withName(...labels(5, 50), 0))).toHaveLength(1)
  expect(readResponse(withName(...labels(6, 50), 0))).toBeUndefined()
  for (const wrong of [
    // Leads to itself, forward, to where it began, and out of the message.
    [0xc0, 12],
    [0xc0, 14],
    [1, 97, 0xc0, 12],
    [0xff, 0xff],
    [0x40, 0],
    [63, 97],
  ]) {
    expect(readResponse(withName(...wrong))).toBeUndefined()
  }
})

test('what cannot be is dropped as a whole', () => {
  const counts = (at: number, count: number) => {
    const bytes = Uint8Array.from(announced)
    new DataView(bytes.buffer).setUint16(at, count)
    return bytes
  }
  for (const bytes of [
    new Uint8Array(),
    announced.subarray(0, 11),
    new Uint8Array(9_001),
    counts(4, 513),
    counts(6, 65_535),
    counts(10, 8),
    // A query, and another operation.
    counts(2, 0),
    counts(2, 0x8800),
  ]) {
    expect(readResponse(bytes)).toBeUndefined()
  }
  for (let length = 0; length < announced.length; length += 1) {
    expect(readResponse(announced.subarray(0, length))).toBeUndefined()
  }
})

test('text from the network cannot move the cursor of a terminal', () => {
  const bytes = encode({
    type: 'response',
    answers: [{ type: 'PTR', name: type, ttl: 1, data: `\u001b[2J\u202e\nx.${type}` }],
  })
  expect(readResponse(bytes)).toMatchObject([{ target: ['\ufffd[2J\ufffd\ufffdx', ...service] }])
})

test('garbage never throws, and takes no time', () => {
  const header = [0, 0, 0x84, 0]
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 600 }).map((bytes) => Uint8Array.from([...header, ...bytes])),
    // Changes to what was sound.
    fc
      .array(fc.tuple(fc.nat({ max: announced.length - 1 }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((changes) => {
        const bytes = Uint8Array.from(announced)
        for (const [at, byte] of changes) bytes[at] = byte
        return bytes
      }),
  )
  fc.assert(
    fc.property(garbage, (bytes) => {
      for (const { name: labels } of readResponse(bytes) ?? []) {
        expect(labels.join('').length).toBeLessThan(256)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('many names that lead far back are read in bounded time', () => {
  // Pointers to pointers: the longest chain that a message can hold, walked by every record.
  const chain = Array.from({ length: 4_000 }, (_, i) => {
    const target = i === 0 ? 12 : 23 + (i - 1) * 2
    return [0xc0 | (target >> 8), target & 0xff]
  }).flat()
  const last = 23 + 3_999 * 2
  const record = [0xc0 | (last >> 8), last & 0xff, 0, 99, 0, 1, 0, 0, 0, 9, 0, 0]
  const bytes = Uint8Array.from([
    ...[0, 0, 0x84, 0, 0, 0, 0, 80, 0, 0, 0, 0],
    ...[0, 0, 99, 0, 1, 0, 0, 0, 9, chain.length >> 8, chain.length & 0xff],
    ...chain,
    ...Array.from({ length: 79 }, () => record).flat(),
  ])
  const start = performance.now()
  expect(readResponse(bytes)).toEqual([])
  expect(performance.now() - start).toBeLessThan(200)
})
