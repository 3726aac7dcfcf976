import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createKey, revokeKey } from '../../../server/accounts/keys.ts'
import type { Hub } from '../../../server/hub.ts'
import { days } from '../../../server/lib/clock.ts'
import { keyFor, post, type SyncReply, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

const stamp = (minute: number) => `2025-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`
const upload = { deviceName: 'Pixel', savedTs: stamp(1), settings: { a: 1 } }

/** What must never come back in an error, nor stand in the log. */
const secret = 'canary-4711'

async function hubAndKey(environment: Record<string, string> = {}) {
  const parts = await testHub({ environment, overrides: { store: { syncs: noSyncs } } })
  const key = await keyFor(parts.hub)
  return { ...parts, key }
}

/** An error has its status, two fields, and no part of what was sent. */
function expectError(reply: SyncReply, status: number, error?: string | RegExp) {
  expect(reply.status, reply.text).toBe(status)
  expect(reply.body).toEqual({ success: false, error: expect.any(String) })
  expect(reply.text).not.toContain('canary')
  if (typeof error === 'string') expect(reply.body.error).toBe(error)
  else if (error) expect(reply.body.error).toMatch(error)
}

/** Any request, with its answer read as JSON where there is one. */
async function ask(
  hub: Hub,
  key: string | undefined,
  method: 'GET' | 'POST',
  url: string,
  headers = {},
) {
  const reply = await hub.app.inject({
    method,
    url,
    headers: { ...(key && { authorization: key }), ...headers },
  })
  const body = reply.body === '' ? undefined : reply.json()
  return { status: reply.statusCode, text: reply.body, body, headers: reply.headers }
}

test('a device syncs: created, none, incomingNewer, existingNewer', async () => {
  const { hub, key } = await hubAndKey()
  const sync = async (minute: number, settings: unknown) =>
    (await post(hub, key, { deviceName: 'Pixel', savedTs: stamp(minute), settings })).body

  expect(await sync(1, 'one')).toEqual({ success: true, data: 'one', action: 'created' })
  expect(await sync(1, 'one')).toEqual({ success: true, data: 'one', action: 'none' })
  expect(await sync(2, 'two')).toEqual({ success: true, data: 'two', action: 'incomingNewer' })
  expect(await sync(1, 'one')).toEqual({ success: true, data: 'two', action: 'existingNewer' })
})

test('the module of Obtainium says that a new device takes what is there', async () => {
  const { hub } = await hubAndKey()
  const key = await keyFor(hub, 'obtainium')
  const sync = async (deviceName: string, minute: number, settings: string) =>
    (await post(hub, key, { deviceName, savedTs: stamp(minute), settings })).body.action

  expect(await sync('Pixel', 1, 'one')).toBe('created')
  expect(await sync('Pixel', 1, 'one')).toBe('none')
  expect(await sync('Tab', 5, 'fresh')).toBe('existingNewer')
  expect(await sync('Tab', 5, 'fresh')).toBe('existingNewer')
  expect(await sync('Tab', 6, 'edited')).toBe('incomingNewer')
})

test('each account and app has a slot of its own', async () => {
  const { hub } = await hubAndKey()
  const keys = [
    await keyFor(hub, 'thunder', 'Ada'),
    await keyFor(hub, 'redirector', 'Ada'),
    await keyFor(hub, 'thunder', 'Bob'),
  ]
  for (const key of keys) expect((await post(hub, key, upload)).body.action).toBe('created')
  const second = await keyFor(hub, 'thunder', 'Bob')
  expect((await post(hub, second, upload)).body.action).toBe('none')
})

describe('the address and the headers that real clients send', () => {
  test('an address with slashes too many', async () => {
    const { hub, key } = await hubAndKey()
    for (const path of ['/api/v1/sync/update', '//api/v1/sync/update', '/api/v1/sync/update/']) {
      const request = { method: 'POST', url: path, payload: upload } as const
      const reply = await hub.app.inject({ ...request, headers: { authorization: key } })
      expect(reply.json()).toMatchObject({ success: true, data: { a: 1 } })
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    }
  })

  test('the key alone, or after Bearer', async () => {
    const { hub, key } = await hubAndKey()
    for (const sent of [key, `Bearer ${key}`, `bearer ${key}`, `BEARER  ${key}`]) {
      expect((await post(hub, sent, upload)).status).toBe(200)
    }
  })

  test('a content type with a character set', async () => {
    const { hub, key } = await hubAndKey()
    for (const type of ['application/json; charset=utf-8', 'application/json;charset=UTF-8']) {
      const reply = await hub.app.inject({
        method: 'POST',
        url: '/api/v1/sync/update',
        headers: { authorization: key, 'content-type': type },
        payload: JSON.stringify(upload),
      })
      expect(reply.statusCode).toBe(200)
    }
  })

  test('a byte order mark before the body', async () => {
    const { hub, key } = await hubAndKey()
    const body = Buffer.from(`\ufeff${JSON.stringify(upload)}`)
    expect((await post(hub, key, body)).status).toBe(200)
  })

  test('a stamp without a zone is read in the zone of the hub', async () => {
    const { hub, key } = await hubAndKey({ TIME_ZONE: 'Europe/Berlin' })
    const sync = async (savedTs: string) =>
      (await post(hub, key, { ...upload, savedTs })).body.action
    expect(await sync('2025-02-26T09:15:30.123456')).toBe('created')
    expect(await sync('2025-02-26T08:15:30.123Z')).toBe('none')
    expect(await sync('2025-02-26T08:15:30.124Z')).toBe('incomingNewer')
  })

  test('bodies of 10 MiB', async () => {
    const { hub, key } = await hubAndKey()
    const settings = 'x'.repeat(10 * 2 ** 20 - 200)
    expect((await post(hub, key, { ...upload, settings })).body.data === settings).toBe(true)
    expectError(
      await post(hub, key, { ...upload, settings: `${settings}${settings}` }),
      413,
      /10 MiB/,
    )
  })
})

describe('a body that is refused names what is wrong', () => {
  const { deviceName, savedTs, settings } = upload
  const wrongBodies: readonly [object, string | RegExp][] = [
    [{ savedTs, settings }, 'deviceName is missing.'],
    [{ deviceName: 1, savedTs, settings }, 'deviceName must be a string.'],
    [{ deviceName: null, savedTs, settings }, 'deviceName must be a string.'],
    [{ deviceName: [secret], savedTs, settings }, 'deviceName must be a string.'],
    [{ deviceName: '', savedTs, settings }, /^deviceName /],
    [{ deviceName: '  ', savedTs, settings }, /^deviceName is not a name/],
    [{ deviceName: `a\n${secret}`, savedTs, settings }, /^deviceName is not a name/],
    [{ deviceName: secret.repeat(20), savedTs, settings }, /^deviceName is too long: .* 200 /],
    [{ deviceName, settings }, 'savedTs is missing.'],
    [{ deviceName, savedTs: 1740561330123, settings }, 'savedTs must be a string.'],
    [{ deviceName, savedTs: null, settings }, 'savedTs must be a string.'],
    [{ deviceName, savedTs: secret, settings }, /^savedTs is not a date and time in ISO 8601/],
    [{ deviceName, savedTs: '', settings }, /^savedTs /],
    [{ deviceName, savedTs: '2025-02-30T00:00:00Z', settings }, /^savedTs /],
    [{ deviceName, savedTs }, 'settings is missing.'],
    [{ deviceName, savedTs, settings: 1 }, 'settings must be a string, an object or an array.'],
    [{ deviceName, savedTs, settings: null }, /^settings must be a string, an object or an array/],
    [{ deviceName, savedTs, settings: true }, /^settings must be a string, an object or an array/],
    [{ ...upload, [secret]: 1 }, /has a field that is not known/],
    [{}, /is missing\.$/],
    [[upload], 'The body must be a JSON object.'],
  ]
  test('in its fields', async () => {
    const { hub, key } = await hubAndKey()
    for (const [body, error] of wrongBodies) expectError(await post(hub, key, body), 400, error)
    expect((await ask(hub, key, 'GET', '/api/v1/sync/history')).body.versions).toEqual([])
  })

  const valid = JSON.stringify({ ...upload, settings: secret }).slice(1)
  const wrongTexts: readonly [string | Buffer, string | RegExp][] = [
    ['', /empty/],
    ['null', 'The body must be a JSON object.'],
    [`"${secret}"`, 'The body must be a JSON object.'],
    [`{"settings":"${secret}"`, 'The body is not valid JSON.'],
    [`{"settings":"${secret}",}`, 'The body is not valid JSON.'],
    [`${secret}`, 'The body is not valid JSON.'],
    [`{"settings":"twice",${valid}`, 'The body has the field settings twice.'],
    [`{"\\u0064eviceName":"${secret}",${valid}`, 'The body has the field deviceName twice.'],
    [`{"__proto__":{"${secret}":1},${valid}`, /has a field that is not known/],
    [`{"constructor":"${secret}",${valid}`, /has a field that is not known/],
    [Buffer.from(`{"settings":"${secret}\xff"}`, 'latin1'), 'The body is not valid UTF-8 text.'],
    [Buffer.concat([Buffer.from(`{${valid}`), Buffer.from([0xed, 0xa0, 0x80])]), /not valid UTF-8/],
    [`{"settings":${'['.repeat(5_000)}"${secret}"${']'.repeat(5_000)}}`, /too deeply.* 64 /],
    [`{"settings":${'{"a":'.repeat(100_000)}"${secret}"${'}'.repeat(100_000)}}`, /too deeply/],
    ['['.repeat(100_000), /too deeply/],
  ]
  test('in its text', async () => {
    const { hub, key, logged } = await hubAndKey()
    for (const [body, error] of wrongTexts) expectError(await post(hub, key, body), 400, error)
    expect(logged.join()).not.toContain('canary')
  })

  test('64 levels are taken, the body itself counted', async () => {
    const { hub, key } = await hubAndKey()
    const nested = (depth: number) =>
      `{"deviceName":"a","savedTs":"${stamp(1)}","settings":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect((await post(hub, key, nested(63))).status).toBe(200)
    expectError(await post(hub, key, nested(64)), 400, /too deeply/)
  })

  test('settings that only look as if they held the fields', async () => {
    const { hub, key } = await hubAndKey()
    const settings = { deviceName: 1, savedTs: null, settings: [upload], extra: true }
    expect((await post(hub, key, { ...upload, settings })).body.data).toEqual(settings)
  })

  test('in its content type', async () => {
    const { hub, key } = await hubAndKey()
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'json', '']
    for (const type of types) {
      const reply = await hub.app.inject({
        method: 'POST',
        url: '/api/v1/sync/update',
        headers: { authorization: key, ...(type && { 'content-type': type }) },
        payload: Buffer.from(JSON.stringify(upload)),
      })
      const { statusCode: status, body: text } = reply
      expectError({ status, text, body: reply.json() }, 415, /application\/json/)
    }
  })

  test('a body that is too large, before it is read', async () => {
    const { hub, key } = await hubAndKey({ BODY_LIMIT: '1 KiB' })
    const body = { ...upload, settings: secret.repeat(200) }
    expectError(await post(hub, key, body), 413, /1 KiB/)
  })
})

describe('who may not sync is told why, as JSON', () => {
  test('without a key', async () => {
    const { hub } = await hubAndKey()
    for (const key of [undefined, ' ', 'Bearer '])
      expectError(await post(hub, key, upload), 401, /^No key/)
  })

  test('with a key that is not known, or that has a typing error', async () => {
    const { hub, key } = await hubAndKey()
    expectError(await post(hub, secret, upload), 401, /does not know this key/)
    expectError(await post(hub, `Basic ${secret}`, upload), 401)
    const wrong = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`
    const reply = await post(hub, wrong, upload)
    expectError(reply, 401, /typing error/)
    expect(reply.text).not.toContain(wrong.slice(6, 20))
  })

  test('with a key that was revoked or has expired', async () => {
    const { hub, clock, key } = await hubAndKey()
    const [known] = await hub.store.keys.list()
    const account = await hub.store.accounts.get(known?.accountId ?? '')
    if (!known || !account) throw new Error('there is no key')
    const wish = { account, app: 'thunder', name: 'short', expiresAt: clock.now + days(1) }
    const { text } = await createKey(hub.store, wish, clock.now)
    expect((await post(hub, text, upload)).status).toBe(200)
    clock.now += days(1)
    expectError(await post(hub, text, upload), 401, /expired/)
    await revokeKey(hub.store, known, clock.now)
    expectError(await post(hub, key, upload), 401, /revoked/)
  })

  test('with an account that is switched off', async () => {
    const { hub, key } = await hubAndKey()
    const [account] = await hub.store.accounts.list()
    if (!account) throw new Error('there is no account')
    await hub.store.accounts.put({ ...account, disabled: true })
    expectError(await post(hub, key, upload), 403, /switched off/)
  })

  test('with an app that is switched off', async () => {
    const { hub, key } = await hubAndKey({ APP_MODULES: 'obtainium' })
    expectError(await post(hub, key, upload), 403, /"thunder" is switched off/)
    for (const url of ['/api/v1/sync/settings', '/api/v1/sync/history']) {
      expect((await ask(hub, key, 'GET', url)).status).toBe(403)
    }
  })

  test('too often', async () => {
    const { hub, key } = await hubAndKey()
    let reply = await post(hub, key, upload)
    for (let i = 0; i < 300 && reply.status === 200; i += 1) reply = await post(hub, key, upload)
    expectError(reply, 429, /Try again in \d+ s\./)
  })

  test('before the body is looked at', async () => {
    const { hub } = await hubAndKey()
    expectError(await post(hub, undefined, secret), 401)
  })

  test('at an address that there is not', async () => {
    const { hub, key } = await hubAndKey()
    for (const url of [
      `/api/v1/sync/${secret}`,
      '/api/v2/sync/update',
      '/api',
      `/api/%ff${secret}`,
    ]) {
      const reply = await ask(hub, key, 'POST', url)
      expect([400, 404]).toContain(reply.status)
      expectError(reply, reply.status)
    }
    const reply = await ask(hub, key, 'GET', '/api/v1/sync/update')
    expect([404, 405]).toContain(reply.status)
    expectError(reply, reply.status)
  })
})

test('a copy that is damaged on the disk is set aside, and the one before it is current', async () => {
  const { hub, folder, key } = await hubAndKey()
  const sync = async (minute: number, settings: string) =>
    (await post(hub, key, { deviceName: 'Pixel', savedTs: stamp(minute), settings })).body
  await sync(1, 'one')
  await sync(2, 'two')
  const [id] = await hub.store.slots.list()
  const slot = join(folder, 'slots', id?.accountId ?? '', 'thunder')
  const newest = (await readdir(slot))
    .filter((name) => name.endsWith('.version'))
    .sort()
    .at(-1)
  await writeFile(join(slot, newest ?? ''), secret)
  expect(await sync(0, 'old')).toEqual({ success: true, data: 'one', action: 'existingNewer' })
  expect(await sync(2, 'two')).toEqual({ success: true, data: 'two', action: 'incomingNewer' })
})

describe('the current settings', () => {
  const url = '/api/v1/sync/settings'

  test('are not there before the first sync', async () => {
    const { hub, key } = await hubAndKey()
    expectError(await ask(hub, key, 'GET', url), 404, 'Nothing has been synced for this app yet.')
    expectError(await ask(hub, key, 'GET', url, { 'if-none-match': '*' }), 404)
    expectError(await ask(hub, undefined, 'GET', url), 401)
  })

  test('come as they were sent, or as asked for', async () => {
    const { hub, key } = await hubAndKey()
    await post(hub, key, upload)
    const data = async (query: string) => (await ask(hub, key, 'GET', `${url}${query}`)).body.data
    expect(await data('')).toEqual({ a: 1 })
    expect(await data('?as=json')).toEqual({ a: 1 })
    expect(await data('?as=text')).toBe('{"a":1}')
    await post(hub, key, { ...upload, savedTs: stamp(2), settings: '[1]' })
    expect(await data('')).toBe('[1]')
    expect(await data('?as=json')).toEqual([1])
    await post(hub, key, { ...upload, savedTs: stamp(3), settings: 'gAAA==' })
    expect(await data('?as=json')).toBe('gAAA==')
    for (const query of ['?as=xml', '?as=', '?other=1', '?as=text&as=json']) {
      expectError(await ask(hub, key, 'GET', `${url}${query}`), 400)
    }
  })

  test('tell of their version', async () => {
    const { hub, key } = await hubAndKey()
    await post(hub, key, upload)
    const { body } = await ask(hub, key, 'GET', url)
    expect(body.version).toMatchObject({
      version: 1,
      savedTs: stamp(1),
      receivedAt: '2025-03-01T12:00:00.000Z',
      deviceName: 'Pixel',
      type: 'json',
      size: 7,
      applied: true,
      current: true,
    })
  })

  test('come only if they have changed', async () => {
    const { hub, key } = await hubAndKey()
    await post(hub, key, upload)
    const { headers } = await ask(hub, key, 'GET', url)
    const etag = String(headers.etag)
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const reply = await ask(hub, key, 'GET', url, { 'if-none-match': known })
      expect([reply.status, reply.text, reply.headers.etag]).toEqual([304, '', etag])
      expect(reply.headers['content-type']).toBeUndefined()
    }
    expect((await ask(hub, key, 'GET', url, { 'if-none-match': '"other"' })).status).toBe(200)

    await post(hub, key, { ...upload, savedTs: stamp(0), settings: 'lost' })
    expect((await ask(hub, key, 'GET', url, { 'if-none-match': etag })).status).toBe(304)
    await post(hub, key, { ...upload, savedTs: stamp(2), settings: 'new' })
    const changed = await ask(hub, key, 'GET', url, { 'if-none-match': etag })
    expect([changed.status, changed.body.data]).toEqual([200, 'new'])
    expect(changed.headers.etag).not.toBe(etag)
  })
})

describe('the history, by the key of a device', () => {
  const url = '/api/v1/sync/history'

  async function threeVersions() {
    const parts = await hubAndKey()
    await post(parts.hub, parts.key, upload)
    await post(parts.hub, parts.key, { ...upload, savedTs: stamp(3), settings: 'two' })
    await post(parts.hub, parts.key, { ...upload, savedTs: stamp(2), settings: 'lost' })
    return parts
  }

  test('lists every version, newest first, and no settings', async () => {
    const { hub, key } = await threeVersions()
    const { body, text } = await ask(hub, key, 'GET', url)
    expect(body.versions).toMatchObject([
      { version: 3, savedTs: stamp(2), applied: false, current: false },
      { version: 2, savedTs: stamp(3), applied: true, current: true },
      { version: 1, savedTs: stamp(1), applied: true, current: false },
    ])
    expect(text).not.toMatch(/"data"|lost|two/)
  })

  test('reads one version', async () => {
    const { hub, key } = await threeVersions()
    const data = async (path: string) => (await ask(hub, key, 'GET', `${url}/${path}`)).body.data
    expect(await data('1')).toEqual({ a: 1 })
    expect(await data('1?as=text')).toBe('{"a":1}')
    expect(await data('3')).toBe('lost')
    expect(await data('3?as=json')).toBe('lost')
  })

  test('restores one version, and every device takes it', async () => {
    const { hub, key } = await threeVersions()
    const { status, body } = await ask(hub, key, 'POST', `${url}/1/restore`)
    expect(status).toBe(200)
    expect(body.version).toMatchObject({ version: 4, restored: 1, current: true, type: 'json' })
    const reply = await post(hub, key, { ...upload, savedTs: stamp(3), settings: 'two' })
    expect(reply.body).toEqual({ success: true, data: '{"a":1}', action: 'existingNewer' })
  })

  test('has no version of another slot', async () => {
    const { hub, key } = await threeVersions()
    const other = await keyFor(hub, 'thunder', 'Bob')
    expect((await ask(hub, other, 'GET', url)).body.versions).toEqual([])
    expectError(await ask(hub, other, 'GET', `${url}/1`), 404)
    expectError(await ask(hub, other, 'POST', `${url}/1/restore`), 404)
    expect((await ask(hub, key, 'GET', url)).body.versions).toHaveLength(3)
  })

  test('says what is wrong with an address', async () => {
    const { hub, key } = await threeVersions()
    for (const version of ['4', '4294967297', '9999999999']) {
      expectError(await ask(hub, key, 'GET', `${url}/${version}`), 404, /no version/)
      expectError(await ask(hub, key, 'POST', `${url}/${version}/restore`), 404, /no version/)
    }
    for (const version of ['0', '-1', '1.5', 'abc', '01', '10000000000', '1e1', secret]) {
      expectError(await ask(hub, key, 'GET', `${url}/${version}`), 400)
      expectError(await ask(hub, key, 'POST', `${url}/${version}/restore`), 400)
    }
    expectError(await ask(hub, undefined, 'POST', `${url}/1/restore`), 401)
  })
})
