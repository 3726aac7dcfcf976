import { expect, test } from 'vitest'
import type { PasswordOptions } from '../../client/encrypted.ts'
import { formatOf } from '../../client/encryption.ts'
import { DecryptError, SyncError } from '../../client/errors.ts'
import { pull } from '../../client/pull.ts'
import { sync } from '../../client/sync.ts'
import { changePreferences } from '../../server/accounts/app-preferences.ts'
import { keyFor, testHub } from '../helpers/hub.ts'
import { reply, startStub } from './stub.ts'

const stamp = (hour: number) => `2025-03-01T0${hour}:00:00.000Z`
const refused = (work: Promise<unknown>) => work.then(() => undefined).catch((error) => error)

async function prepared(app = 'thunder') {
  const { hub, clock } = await testHub()
  const own = { hub: await hub.listen(), key: await keyFor(hub, app) }
  const device = (deviceName: string, more: PasswordOptions = {}) => ({
    sync: (settings: string, hour: number) =>
      sync({ ...own, ...more, deviceName, savedTs: stamp(hour), settings }),
    pull: () => pull({ ...own, ...more }),
  })
  const versions = async () => {
    const headers = { authorization: own.key }
    const found = await hub.app.inject({ url: '/api/v1/sync/history', headers })
    return found.json().versions as { encrypted: boolean; applied: boolean }[]
  }
  return { hub, clock, own, device, versions }
}

test.each([
  ['plain', undefined],
  ['encrypted', 'secret'],
])('%s settings: every action, as the hub says it', async (_, password) => {
  const { device, versions } = await prepared()
  const [one, two] = [device('One', { password }), device('Two', { password })]
  expect(await one.sync('{"a":1}', 1)).toEqual({ action: 'created', data: '{"a":1}' })
  expect(await one.sync('{"a":1}', 1)).toEqual({ action: 'none', data: '{"a":1}' })
  expect(await two.sync('{"a":1}', 1)).toEqual({ action: 'none', data: '{"a":1}' })
  expect(await two.sync('{"a":2}', 2)).toEqual({ action: 'incomingNewer', data: '{"a":2}' })
  expect(await one.sync('{"a":1}', 1)).toEqual({ action: 'existingNewer', data: '{"a":2}' })
  expect((await one.pull()).settings).toBe('{"a":2}')
  // What was there already is not kept again, though it came in encrypted anew.
  const kept = await versions()
  expect(kept).toHaveLength(2)
  expect(kept.every(({ encrypted }) => encrypted === (password !== undefined))).toBe(true)
})

test('an answer tells of a device that changed at the same time, and of a merge', async () => {
  const { hub, device } = await prepared()
  const [one, two] = [device('One'), device('Zwei ä')]
  for (const each of [one, two]) await each.sync('{"a":1,"b":1}', 1)
  await two.sync('{"a":2,"b":1}', 2)
  expect(await one.sync('{"a":1,"b":3}', 3)).toEqual({
    action: 'incomingNewer',
    data: '{"a":1,"b":3}',
    conflict: { version: 3, otherDevice: 'Zwei ä' },
  })
  const [account] = await hub.store.accounts.list()
  if (!account) throw new Error('no account')
  await changePreferences(hub.store, { accountId: account.id, app: 'thunder' }, { merge: true })
  expect(await two.sync('{"a":2,"b":1,"c":9}', 4)).toMatchObject({
    data: '{"a":2,"b":3,"c":9}',
    merged: 5,
  })
})

test('the hub holds no plain text, and hands out what it holds without a password', async () => {
  const { device } = await prepared()
  await device('One', { password: 'secret' }).sync('{"token":"canary"}', 1)
  const { settings, version } = await device('Two').pull()
  expect(settings).toMatch(/^sxncd1\./)
  expect(version).toMatchObject({ version: 1, deviceName: 'One', encrypted: true })
})

test('an app that adopts: the first sync takes what is there, as often as it is sent', async () => {
  const { device } = await prepared('obtainium')
  const [one, two] = ['One', 'Two'].map((name) => device(name, { password: 'secret' }))
  await one?.sync('old', 1)
  expect(await two?.sync('new', 2)).toEqual({ action: 'existingNewer', data: 'old' })
  expect(await two?.sync('new', 2)).toEqual({ action: 'existingNewer', data: 'old' })
})

test('a wrong password is noticed before anything is sent', async () => {
  const { device, versions } = await prepared()
  await device('One', { password: 'secret' }).sync('mine', 1)
  const other = device('Two', { password: 'Secret' })
  expect(await refused(other.sync('theirs', 2))).toBeInstanceOf(DecryptError)
  expect(await refused(other.pull())).toBeInstanceOf(DecryptError)
  expect(await versions()).toHaveLength(1)
})

test('a password is changed with the old one at hand', async () => {
  const { device } = await prepared()
  await device('One', { password: 'old' }).sync('one', 1)
  const changed = device('One', { password: 'new', oldPassword: 'old' })
  expect((await changed.pull()).settings).toBe('one')
  expect((await changed.sync('two', 2)).action).toBe('incomingNewer')
  expect((await device('Two', { password: 'new' }).pull()).settings).toBe('two')
  expect(await refused(device('Two', { password: 'old' }).pull())).toBeInstanceOf(DecryptError)
})

test('plain text on the hub is read, and encrypted once it changes', async () => {
  const { device } = await prepared()
  await device('One').sync('plain', 1)
  const own = device('One', { password: 'secret' })
  expect((await own.pull()).settings).toBe('plain')
  expect((await own.sync('changed', 2)).action).toBe('incomingNewer')
  expect(formatOf((await device('Two').pull()).settings)).toBe('sxncd1')
})

test('what came from the Flutter library is the same settings, and stays readable to it', async () => {
  const { own, device } = await prepared()
  const flutter = { ...own, password: 'secret', envelope: 'flutter' } as const
  await sync({ ...flutter, deviceName: 'Phone', savedTs: stamp(1), settings: '{"a":1}' })
  const stored = (await device('x').pull()).settings
  expect(formatOf(stored)).toBe('flutter')
  const two = device('Two', { password: 'secret' })
  expect(await two.sync('{"a":1}', 1)).toEqual({ action: 'none', data: '{"a":1}' })
  expect((await device('x').pull()).settings).toBe(stored)
  await sync({ ...flutter, deviceName: 'Phone', savedTs: stamp(2), settings: '{"a":2}' })
  expect((await two.pull()).settings).toBe('{"a":2}')
})

test('strict: nothing is taken that is not ours', async () => {
  const { own, device } = await prepared()
  await device('One').sync('plain', 1)
  const strict = { ...own, password: 'secret', strict: true }
  expect(await refused(pull(strict))).toBeInstanceOf(DecryptError)
  const upload = { ...strict, deviceName: 'Two', savedTs: stamp(2), settings: 'mine' }
  expect(await refused(sync(upload))).toBeInstanceOf(DecryptError)
})

test.each([undefined, 'secret'])('an object comes back as one (password: %s)', async (password) => {
  const { own } = await prepared()
  const options = { ...own, password, deviceName: 'One', savedTs: new Date(stamp(1)) }
  const settings = { theme: 'dark', list: [1, 'ä', null] }
  expect(await sync({ ...options, settings })).toEqual({ action: 'created', data: settings })
  const older = { ...options, savedTs: new Date(0), settings: [] }
  expect(await sync(older)).toEqual({ action: 'existingNewer', data: settings })
})

test('where an object was sent and text is there, the text comes', async () => {
  const { own, device } = await prepared()
  await device('One', { password: 'secret' }).sync('no JSON', 1)
  const options = { ...own, deviceName: 'Two', savedTs: stamp(0), settings: {} }
  expect((await sync({ ...options, password: 'secret' })).data).toBe('no JSON')
})

test('pull: an etag tells that nothing has changed', async () => {
  const { own, device } = await prepared()
  expect(await refused(pull(own))).toMatchObject({ status: 404, code: 'slot_empty' })
  await device('One').sync('text', 1)
  const { etag, settings } = await pull(own)
  expect(settings).toBe('text')
  expect(await pull({ ...own, etag })).toBeUndefined()
  await device('One').sync('more', 2)
  expect(await pull({ ...own, etag })).toMatchObject({ settings: 'more' })
})

const upload = { key: 'a-key', deviceName: 'One', savedTs: stamp(1), settings: 'text' }

test('the address may end in slashes, and lead into a folder', async () => {
  const stub = await startStub((_, response) =>
    reply(response, 200, { success: true, data: 'text', action: 'none' }),
  )
  for (const end of ['', '/', '//', '/?x=1#y']) {
    await sync({ ...upload, hub: `${stub.url}${end}` })
    await sync({ ...upload, hub: new URL(`${stub.url}/hub${end}`) })
  }
  const paths = stub.came.map(({ path }) => path)
  expect(new Set(paths)).toEqual(new Set(['/api/v1/sync/update', '/hub/api/v1/sync/update']))
  const [first] = stub.came
  expect(first?.headers).toMatchObject({
    authorization: 'a-key',
    'content-type': 'application/json',
  })
  expect(JSON.parse(first?.body ?? '')).toEqual({
    deviceName: 'One',
    savedTs: stamp(1),
    settings: 'text',
  })
})

test('what the hub refuses comes with its sentence, its code and its wait', async () => {
  const { own } = await prepared()
  const bad = await refused(sync({ ...upload, ...own, savedTs: 'yesterday' }))
  expect(bad).toBeInstanceOf(SyncError)
  expect(bad).toMatchObject({ status: 400, code: 'bad_stamp' })
  expect(bad.message).toMatch(/^savedTs is not a date/)
  const unknown = await refused(sync({ ...upload, ...own, key: 'wrong' }))
  expect(unknown).toMatchObject({ status: 401, code: 'key_unknown' })
  const stub = await startStub((_, response) =>
    reply(response, 429, { success: false, error: 'Slowly.' }, { 'retry-after': '7' }),
  )
  expect(await refused(sync({ ...upload, hub: stub.url }))).toMatchObject({
    status: 429,
    code: 'http_429',
    message: 'Slowly.',
    retryAfterMs: 7_000,
  })
})

test.each([
  ['HTML', 200, '<html>', 'bad_answer'],
  ['an action that is none', 200, '{"data":"text","action":"maybe"}', 'bad_answer'],
  ['no text for a text', 200, '{"data":{},"action":"none"}', 'bad_answer'],
  ['an error in HTML', 502, '<html>', 'http_502'],
  ['a redirect', 308, '', 'redirected'],
])('another kind of server: %s', async (_, status, body, code) => {
  const stub = await startStub((_, response) => {
    response.writeHead(status, { location: 'https://elsewhere.example/' }).end(body)
  })
  expect(await refused(sync({ ...upload, hub: stub.url }))).toMatchObject({ status, code })
  expect(stub.came).toHaveLength(1)
})

test.each([
  ['no address', { hub: 'hub.local:9693' }, 'bad_hub'],
  ['nothing', { hub: '' }, 'bad_hub'],
  ['another protocol', { hub: 'ftp://hub.local' }, 'bad_hub'],
  ['a password in it', { hub: 'http://me:word@hub.local' }, 'bad_hub'],
  ['a key with a line break', { key: 'a\nb' }, 'bad_key'],
  ['a key that is empty', { key: ' ' }, 'bad_key'],
])('nothing is sent with %s', async (_, wrong, code) => {
  const send = () => Promise.reject(new Error('it was sent'))
  const options = { hub: 'http://hub.local', ...upload, ...wrong, fetch: send }
  expect(await refused(sync(options))).toMatchObject({ status: 0, code })
})

test('a hub that is not there', async () => {
  const stub = await startStub(() => stub.cut())
  const error = await refused(sync({ ...upload, hub: stub.url }))
  expect(error).toMatchObject({ status: 0, code: 'unreachable' })
  expect(error.message).toMatch(/^The hub cannot be reached/)
})

test('a hub that does not answer is given up on, and so is half an answer', async () => {
  const silent = await startStub(() => {})
  const half = await startStub((_, response) => response.writeHead(200).write('{"success"'))
  for (const { url } of [silent, half]) {
    const error = await refused(sync({ ...upload, hub: url, timeoutMs: 50 }))
    expect(error).toMatchObject({ status: 0, code: 'timeout' })
  }
})

test('the caller can end it, and gets its own reason back', async () => {
  const reason = new Error('enough')
  const controller = new AbortController()
  const stub = await startStub(() => controller.abort(reason))
  const options = { ...upload, hub: stub.url, signal: controller.signal }
  expect(await refused(sync(options))).toBe(reason)
  expect(await refused(sync(options))).toBe(reason)
  expect(stub.came).toHaveLength(1)
})
