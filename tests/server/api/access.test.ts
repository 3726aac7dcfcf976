import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from '../http/wire.ts'

/** Sends the headers and a part of the body, then runs `meanwhile`, then sends the rest. */
async function slowly(hub: Hub, head: string, body: object, meanwhile: () => Promise<unknown>) {
  const wire = await openWire(await hub.listen())
  const text = JSON.stringify(body)
  const length = `Content-Type: application/json\r\nContent-Length: ${text.length}`
  wire.send(`${head}\r\nHost: localhost\r\n${length}\r\n\r\n`)
  wire.send(text.slice(0, 5))
  // The hub has looked at the headers once it has written what it thinks of the key.
  await new Promise((resolve) => setTimeout(resolve, 200))
  await meanwhile()
  wire.send(text.slice(5))
  return answerOf((await wire.until('"success"')).replace(/^HTTP\/1\.1 100.*?\r\n\r\n/s, ''))
}

const upload = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'abc' }

const linesOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map((pair) => pair.join(': '))
    .join('\r\n')

test('a key that is revoked while a body arrives stores nothing', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const answer = await slowly(
    hub,
    `POST /api/v1/sync/update HTTP/1.1\r\nAuthorization: ${key}`,
    upload,
    async () => {
      const keys = await hub.store.keys.list()
      await hub.store.keys.put(keys.map((one) => ({ ...one, revokedAt: 1 })))
    },
  )
  expect(answer.status).toBe(401)
  expect(await hub.store.slots.list()).toEqual([])
})

test('a session that ends while a body arrives makes no key', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const eve = await memberBrowser(hub, owner, 'Eve')
  const shown = eve.sessionHeaders()
  const answer = await slowly(
    hub,
    `POST /api/v1/keys HTTP/1.1\r\n${linesOf(shown)}`,
    { app: 'thunder' },
    () => owner.send('PATCH', '/api/v1/accounts/Eve', { disabled: true }),
  )
  expect(answer.status).toBe(401)
  expect(await hub.store.keys.list()).toEqual([])
})

test('an owner who is none any more when the body is there changes nothing', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const eve = await memberBrowser(hub, owner, 'Eve')
  await owner.send('PATCH', '/api/v1/accounts/Eve', { role: 'owner' })
  const shown = eve.sessionHeaders()
  const answer = await slowly(
    hub,
    `PATCH /api/v1/accounts/Eve HTTP/1.1\r\n${linesOf(shown)}`,
    { role: 'owner' },
    () => owner.send('PATCH', '/api/v1/accounts/Eve', { role: 'member' }),
  )
  expect(answer.status).toBe(403)
})
