import { expect, test } from 'vitest'
import { heavyFrom } from '../../../server/http/large-payloads.ts'
import type { Hub } from '../../../server/hub.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { openWire } from './wire.ts'

const MiB = 1024 ** 2
/** A busy machine takes its time for nine megabytes. */
const patient = { timeout: 25_000 }
const fast = { store: { syncs: noSyncs } }

const upload = (settings: string, day = 1) => ({
  deviceName: 'Pixel',
  savedTs: `2025-01-0${day}T10:00:00Z`,
  settings,
})

/** Announces a body of this size, and sends the beginning of it. */
async function begin(url: string, key: string, framing: string) {
  const wire = await openWire(url)
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${key}\r\n` +
      `Content-Type: application/json\r\n${framing}\r\n\r\n`,
  )
  return wire
}

const codeFor = async (url: string, key: string, body: string) => {
  const reply = await fetch(`${url}/api/v1/sync/update`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body,
  })
  await reply.text()
  return reply.headers.get('x-sxncd-error') ?? reply.status
}

const large = JSON.stringify(upload('x'.repeat(9 * MiB)))
const small = JSON.stringify(upload('x', 2))

test.each([
  ['that say how large they are', 'Content-Length: 9000000'],
  ['that do not say it', 'Transfer-Encoding: chunked'],
])(
  'two large bodies of one account %s are under way at once, and small ones still pass',
  async (_, framing) => {
    const { hub } = await testHub({ overrides: fast })
    const url = await hub.listen()
    const [key, other] = [await keyFor(hub), await keyFor(hub, 'thunder', 'Eve')]
    const wires = [await begin(url, key, framing), await begin(url, key, framing)]
    await expect.poll(() => codeFor(url, key, large), patient).toBe('too_busy')
    expect(await codeFor(url, key, small)).toBe(200)
    expect(await codeFor(url, other, large)).toBe(200)
    for (const { socket } of wires) socket.destroy()
    await expect
      .poll(() => codeFor(url, key, JSON.stringify(upload('y'.repeat(9 * MiB), 3))), patient)
      .toBe(200)
  },
)

test('many accounts together have a bound too, and who has nothing under way gets through', async () => {
  const { hub } = await testHub({ overrides: fast })
  const url = await hub.listen()
  const keys = await Promise.all(
    Array.from({ length: 9 }, (_, at) => keyFor(hub, 'thunder', `account ${at}`)),
  )
  const framing = 'Content-Length: 10000000'
  for (const key of keys.slice(0, 7)) await begin(url, key, framing)
  const [busy = '', calm = ''] = [keys[0], keys[8]]
  await expect.poll(() => codeFor(url, busy, large), patient).toBe('too_busy')
  expect(await codeFor(url, calm, large)).toBe(200)
})

test('a large answer that nobody reads counts as well', async () => {
  // More than the buffers of the system take for somebody who does not read.
  const { hub } = await testHub({ environment: { BODY_LIMIT: '48 MiB' }, overrides: fast })
  const url = await hub.listen()
  const key = await keyFor(hub)
  expect(await codeFor(url, key, JSON.stringify(upload('x'.repeat(44 * MiB))))).toBe(200)
  const wires = [await openWire(url), await openWire(url)]
  for (const { socket, send } of wires) {
    socket.pause()
    send(`GET /api/v1/sync/settings HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${key}\r\n\r\n`)
  }
  const read = async () => {
    const headers = { authorization: key }
    const reply = await fetch(`${url}/api/v1/sync/settings`, { headers })
    await reply.body?.cancel()
    return reply.status
  }
  // Both are under way before anybody else asks.
  const began = () => wires.every(({ socket }) => socket.bytesRead > 0)
  await expect.poll(began, patient).toBe(true)
  await expect.poll(read, patient).toBe(429)
  for (const { socket } of wires) socket.destroy()
  await expect.poll(read, patient).toBe(200)
})

async function inOrder(hub: Hub, key: string, bodies: readonly string[]): Promise<number[]> {
  const ended: number[] = []
  await Promise.all(
    bodies.map(async (body, at) => {
      const { status } = await post(hub, key, body)
      expect(status).toBe(200)
      ended.push(at)
    }),
  )
  return ended
}

test('large bodies are worked on one at a time, small ones in between', async () => {
  const { hub } = await testHub({ overrides: fast })
  const key = await keyFor(hub)
  const other = await keyFor(hub, 'thunder', 'Eve')
  const three = [1, 2, 3].map((day) => JSON.stringify(upload(`${day}`.repeat(heavyFrom * 4), day)))
  const [ended] = await Promise.all([inOrder(hub, key, three), inOrder(hub, other, [small, small])])
  expect(ended).toEqual([0, 1, 2])
})

test('who goes away while they wait leaves nothing behind', async () => {
  const { hub } = await testHub({ overrides: fast })
  const url = await hub.listen()
  const key = await keyFor(hub)
  for (let round = 0; round < 6; round += 1) {
    const wire = await begin(url, key, `Content-Length: ${large.length}`)
    wire.send(large)
    wire.socket.destroy()
  }
  await expect.poll(() => codeFor(url, key, large), patient).toBe(200)
})

test('a stream of events of a slot with large settings holds nobody up', async () => {
  const { hub } = await testHub({ overrides: fast })
  const url = await hub.listen()
  const key = await keyFor(hub)
  expect(await codeFor(url, key, large)).toBe(200)
  const wire = await openWire(url)
  wire.send(`GET /api/v1/sync/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${key}\r\n\r\n`)
  await wire.until('retry: 2000')
  const began = performance.now()
  expect(await codeFor(url, key, JSON.stringify(upload('y'.repeat(MiB), 2)))).toBe(200)
  expect(performance.now() - began).toBeLessThan(9_000)
})
