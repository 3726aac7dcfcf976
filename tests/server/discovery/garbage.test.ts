import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoded, encoded } from '../../../server/discovery/mdns.ts'
import { recordsOf } from '../../../server/discovery/records.ts'
import { answerTo, rivalsOf } from '../../../server/discovery/responder.ts'

const hub = { id: '1a2b3c4d-0000', name: 'Home', port: 9693, txt: { v: '1', name: 'Home' } }
const records = recordsOf(hub, 'Home', ['192.168.1.5', 'fd00::5'])
const sound = encoded({
  id: 1,
  type: 'response',
  questions: [{ name: '_sxncd._tcp.local', type: 'PTR' }],
  answers: records,
  authorities: records,
  additionals: records,
})

/** Whatever a hub does with a packet. */
function take(bytes: Buffer): void {
  const packet = decoded(bytes)
  if (!packet) return
  answerTo(packet, records)
  rivalsOf([...packet.answers, ...packet.additionals], 'Home._sxncd._tcp.local', 'x.local')
}

test('packets that are none do no harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => take(Buffer.from(bytes))),
    { numRuns: 3_000 },
  )
})

test('nor do packets that are almost sound', () => {
  const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 12 })
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: sound.length }), (edits, length) => {
      const bytes = Buffer.from(sound)
      for (const [at, value] of edits) bytes[at] = value
      take(bytes.subarray(0, length))
    }),
    { numRuns: 5_000 },
  )
})

test('a packet that promises more than it holds, and one that points at itself, are none', () => {
  const promises = Buffer.alloc(60_000)
  promises.writeUInt16BE(65_535, 6)
  expect(decoded(promises)).toBeUndefined()
  const loop = Buffer.from('000000000001000000000000c00c00010001', 'hex')
  expect(decoded(loop)).toBeUndefined()
})
