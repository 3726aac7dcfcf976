import { expect, test } from 'vitest'
import { createHub } from '../../../server/hub.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire, type Wire } from './wire.ts'

const upload = JSON.stringify({
  deviceName: 'Pixel',
  savedTs: '2025-02-26T09:15:30.123Z',
  settings: 'kept',
})

function beginUpload(wire: Wire, key: string): void {
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${upload.length}\r\n\r\n${upload.slice(0, 9)}`,
  )
}

test('an answer under way when the hub stops is finished, and what it promised is stored', async () => {
  const { hub, folder } = await testHub()
  const key = await keyFor(hub)
  const wire = await openWire(await hub.listen())
  const arrived = new Promise((resolve) => hub.app.server.once('request', resolve))
  beginUpload(wire, key)
  await arrived
  const closed = hub.close()
  wire.send(upload.slice(9))
  const { status, headers, body } = answerOf(await wire.closed())
  expect(status).toBe(200)
  expect(headers.connection).toBe('close')
  expect(JSON.parse(body)).toMatchObject({ action: 'created' })
  await closed

  const again = await createHub({ ...hub.config, dataDir: folder, logLevel: 'fatal' })
  const reply = await again.app.inject({
    url: '/api/v1/sync/settings',
    headers: { authorization: key },
  })
  expect(reply.json()).toMatchObject({ data: 'kept' })
  await again.close()
})

test('a hub that stops refuses what comes in on an open connection, in the shape of the API', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const url = await hub.listen()
  const [slow, open] = [await openWire(url), await openWire(url)]
  // Both are in the middle of a request, so that neither is closed as idle.
  const arrived = new Promise((resolve) => hub.app.server.once('request', resolve))
  beginUpload(slow, key)
  const half = 'GET /api/v1/hub HTTP/1.1\r\n'
  open.send(`${half}host: 127.0.0.1\r\n\r\n${half}`)
  const first = await open.until('apiVersions')
  await arrived
  const closed = hub.close()
  await expect.poll(() => hub.app.server.listening).toBe(false)
  open.send('host: 127.0.0.1\r\n\r\n')
  const { status, headers, body } = answerOf((await open.closed()).slice(first.length))
  expect(status).toBe(503)
  expect(headers).toMatchObject({
    connection: 'close',
    'retry-after': '1',
    'x-sxncd-error': 'closing',
    'x-content-type-options': 'nosniff',
  })
  expect(JSON.parse(body)).toEqual({
    success: false,
    error: 'The hub is stopping. Try again in a moment.',
  })
  await expect(openWire(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  slow.send(upload.slice(9))
  await closed
})

test('idle connections do not hold up the stop', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const wires = [await openWire(url), await openWire(url)]
  wires[0]?.send('GET /health HTTP/1.1\r\nhost: hub\r\n\r\n')
  await wires[0]?.until('problems')
  await hub.close()
  await Promise.all(wires.map((wire) => wire.closed()))
})

test('who does not finish in time is cut off', async () => {
  const { hub } = await testHub({ overrides: { timeouts: { stop: 100 } } })
  const wire = await openWire(await hub.listen())
  const arrived = new Promise((resolve) => hub.app.server.once('request', resolve))
  beginUpload(wire, await keyFor(hub))
  await arrived
  await hub.close()
  expect(await wire.closed()).toBe('')
})
