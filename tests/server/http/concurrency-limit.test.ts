import { expect, test } from 'vitest'
import { maxConcurrent } from '../../../server/http/concurrency-limit.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { openWire } from './wire.ts'

test('one account cannot fill the memory with bodies that are under way', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const key = await keyFor(hub)
  const other = await keyFor(hub, 'thunder', 'Eve')
  const begin = async (by: string) => {
    const wire = await openWire(url)
    wire.send(
      `POST /api/v1/sync/update HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${by}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 200000\r\n\r\n{',
    )
    return wire
  }
  const wires = await Promise.all(Array.from({ length: maxConcurrent }, () => begin(key)))
  const ask = (by: string) =>
    fetch(`${url}/api/v1/sync/history`, { headers: { authorization: by } })
  await expect.poll(async () => (await ask(key)).status).toBe(429)
  expect((await ask(key)).headers.get('x-sxncd-error')).toBe('too_many_at_once')
  expect((await ask(other)).status).toBe(200)
  for (const wire of wires) wire.socket.destroy()
  await expect.poll(async () => (await ask(key)).status).toBe(200)
})

test('requests that have ended do not count, however they ended', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  for (let i = 0; i < 3 * maxConcurrent; i += 1) {
    const url = `/api/v1/sync/${i % 2 ? 'history' : 'history/9'}`
    const { statusCode } = await hub.app.inject({ url, headers: { authorization: key } })
    expect(statusCode).toBe(i % 2 ? 200 : 404)
  }
})
