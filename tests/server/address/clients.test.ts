import { expect, test } from 'vitest'
import { openAddress } from './door.ts'

/** What programs send that only know an address, as their sources say. */

test('electerm, custom: a test by an empty POST, then PUT and GET, with a token of its own', async () => {
  const { send, current } = await openAddress()
  const headers = {
    accept: 'application/json, text/plain, */*',
    'content-type': 'application/json',
    // It signs a name with what stands in its field for a secret; the key is in the address.
    authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJpZCI6ImEifQ.x',
    'x-user-agent': 'electerm-sync/v2.0.0',
    'user-agent': 'axios/1.13.2',
  }
  expect((await send('POST', '', { headers })).status).toBe(200)
  expect((await send('GET', '', { headers })).status).toBe(404)
  const body = JSON.stringify({ description: 'sync electerm data', files: {} })
  const stored = await send('PUT', '', { headers, body })
  // An empty answer would count as none.
  expect([stored.status, stored.body]).toEqual([201, 'ok\n'])
  expect((await send('POST', '', { headers })).status).toBe(200)
  expect((await send('GET', '', { headers })).body).toBe(body)
  expect(await current()).toMatchObject({ number: 1, deviceName: 'axios' })
})

test('Surfingkeys loads its settings from an address with a number after it', async () => {
  const { send } = await openAddress()
  await send('PUT', '/surfingkeys.js', { body: 'api.map("gt", "T")' })
  const headers = { origin: 'chrome-extension://gfbliohnnapiefjpjlpjnehglfpaknnc' }
  const read = await send('GET', '/surfingkeys.js?1740830400000', { headers })
  expect([read.status, read.body]).toEqual([200, 'api.map("gt", "T")'])
  expect(read.headers.get('access-control-allow-origin')).toBe(headers.origin)
})

test('ZeroOmega restores from an address, as JSON', async () => {
  const { send } = await openAddress({ app: 'zeroomega' })
  const options = JSON.stringify({ '+proxy': { revision: '1' }, schemaVersion: 2 })
  await send('PUT', '/ZeroOmegaOptions-2025.bak', { body: options })
  const accept = { accept: 'application/json, text/plain, */*' }
  // The newest of its exports is the app's settings too.
  for (const name of ['', '/ZeroOmegaOptions-2025.bak'])
    expect(JSON.parse((await send('GET', name, { headers: accept })).body)).toEqual(
      JSON.parse(options),
    )
})

test('curl, Shortcuts and Tasker name their device, or are known by their program', async () => {
  const { send, current } = await openAddress()
  await send('POST', '/a', {
    headers: { 'user-agent': 'curl/8.5.0', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'x',
  })
  expect(await current('a')).toMatchObject({ deviceName: 'curl' })
  await send('PUT', '/a?device=My%20iPhone', {
    headers: { 'user-agent': 'Shortcuts/1' },
    body: 'y',
  })
  expect(await current('a')).toMatchObject({ deviceName: 'My iPhone' })
  await send('PUT', '/a?device=%00', { headers: { 'user-agent': 'Tasker/6' }, body: 'z' })
  expect(await current('a')).toMatchObject({ deviceName: 'Tasker' })
})
