import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsOf } from '../../../server/discovery/records.ts'
import { createResponder } from '../../../server/discovery/responder.ts'
import { link, Network } from './network.ts'
import { decoded, encoded } from './packets.ts'

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

/** A hub that is announced, on a network of its own. */
async function announced() {
  const network = new Network()
  const problems: unknown[] = []
  const responder = createResponder({
    link: link('eth0'),
    socket: await network.open(link('eth0')),
    onPacket: () => {},
    onError: (error) => problems.push(error),
    mayAnswer: () => true,
  })
  await responder.publish(hub, 'Home')
  const isThere = async () => {
    const before = network.sent.length + 1
    const questions = [{ name: 'Home._sxncd._tcp.local', type: 'SRV' }]
    network.tell('eth0', encoded({ type: 'query', questions }))
    await new Promise((resolve) => setImmediate(resolve))
    return network.sent.slice(before).some(({ answers }) => answers.length === 1)
  }
  return { take: (bytes: Buffer) => network.tell('eth0', bytes), problems, isThere }
}

test('packets that are none do no harm', async () => {
  const { take, problems, isThere } = await announced()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => take(Buffer.from(bytes))),
    { numRuns: 3_000 },
  )
  expect(problems).toEqual([])
  expect(await isThere()).toBe(true)
})

test('nor do packets that are almost sound, asking or answering', async () => {
  const { take, problems, isThere } = await announced()
  const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 12 })
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: sound.length }), (edits, length) => {
      const bytes = Buffer.from(sound)
      for (const [at, value] of edits) bytes[at] = value
      take(bytes.subarray(0, length))
      // The same as a query.
      if (length > 2) bytes[2] = (bytes[2] ?? 0) & 0x7f
      take(bytes.subarray(0, length))
    }),
    { numRuns: 3_000 },
  )
  expect(problems).toEqual([])
  expect(await isThere()).toBe(true)
})

test('a packet that promises more than it holds, and one that points at itself, are none', () => {
  const promises = Buffer.alloc(60_000)
  promises.writeUInt16BE(65_535, 6)
  expect(decoded(promises)).toBeUndefined()
  const loop = Buffer.from('000000000001000000000000c00c00010001', 'hex')
  expect(decoded(loop)).toBeUndefined()
})
