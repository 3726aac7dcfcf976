import { expect, test } from 'vitest'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from './wire.ts'

const short = { headers: 100, request: 200, check: 20 }

const timedOut = (text: string) => {
  const { status, headers, body } = answerOf(text)
  expect(status).toBe(408)
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(headers['x-sxncd-error']).toBe('timeout')
  expect(JSON.parse(body)).toEqual({
    success: false,
    error: 'The request took too long to arrive.',
  })
}

test('who never finishes the headers is cut off', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const wire = await openWire(await hub.listen())
  wire.send('POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\n')
  timedOut(await wire.closed())
})

test('who connects and says nothing is cut off', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const wire = await openWire(await hub.listen())
  await wire.closed()
})

test('who drips a body is cut off, and leaves nothing behind', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const key = await keyFor(hub)
  const wire = await openWire(await hub.listen())
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n` +
      'content-type: application/json\r\ncontent-length: 100000\r\n\r\n',
  )
  const drip = setInterval(() => wire.send('{'), 10)
  const answer = await wire.closed()
  clearInterval(drip)
  timedOut(answer)
  expect(await hub.store.slots.list()).toEqual([])
})

test('a large body over a slow uplink arrives, however long it takes', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const key = await keyFor(hub)
  const wire = await openWire(await hub.listen())
  const settings = 'x'.repeat(20_000)
  const body = JSON.stringify({ deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30Z', settings })
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  // Four times as long as any request may take, and faster than the least rate.
  let sent = 0
  const send = setInterval(() => {
    wire.send(body.slice(sent, sent + 500))
    sent += 500
    if (sent >= body.length) clearInterval(send)
  }, 20)
  const answer = await wire.until('"action"')
  clearInterval(send)
  expect(answer).toContain('"created"')
  // The connection is as good as any other from then on.
  wire.send('GET /health HTTP/1.1\r\nhost: hub\r\n\r\n')
  await wire.until('"ready"')
})

test('a body that stops on the way is cut off', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const key = await keyFor(hub)
  const wire = await openWire(await hub.listen())
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n` +
      'content-type: application/json\r\ncontent-length: 100000\r\n\r\n{"deviceName":"' +
      'x'.repeat(5_000),
  )
  timedOut(await wire.closed())
})

test('who was refused and drips on is cut off without a second answer', async () => {
  const { hub } = await testHub({ overrides: { timeouts: short } })
  const wire = await openWire(await hub.listen())
  wire.send(
    'POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: wrong\r\n' +
      'content-type: application/json\r\ncontent-length: 100000\r\n\r\n',
  )
  const drip = setInterval(() => wire.send('{'), 10)
  const answer = await wire.closed()
  clearInterval(drip)
  expect(answerOf(answer).status).toBe(401)
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
})

test('who does not read the answer is cut off', async () => {
  const { hub } = await testHub({ overrides: { timeouts: { silence: 200 } } })
  const key = await keyFor(hub)
  const savedTs = '2025-02-26T09:15:30.123Z'
  const upload = JSON.stringify({ deviceName: 'Pixel', savedTs, settings: 'x'.repeat(2 ** 22) })
  const send = (payload: string) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key, 'content-type': 'application/json' },
      payload,
    })
  expect((await send(upload)).statusCode).toBe(200)
  const wire = await openWire(await hub.listen())
  wire.socket.pause()
  const ask = `GET /api/v1/sync/settings HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n\r\n`
  // More than the buffers of the two machines hold.
  wire.send(ask.repeat(8))
  await until(async () => (await connections(hub)) === 1)
  await until(async () => (await connections(hub)) === 0)
})

const connections = (hub: Awaited<ReturnType<typeof testHub>>['hub']) =>
  new Promise<number>((resolve, reject) =>
    hub.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  await expect.poll(isTrue, { timeout: 5_000, interval: 10 }).toBe(true)
}
