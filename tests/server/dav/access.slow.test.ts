import { expect, test } from 'vitest'
import { revokeKey } from '../../../server/accounts/keys.ts'
import { basic, openDoor, request } from './door.ts'

const methods = [
  ...['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE'],
  ...['PROPFIND', 'PROPPATCH', 'LOCK', 'UNLOCK'],
]
const challenge = 'Basic realm="SxncD", charset="UTF-8"'

test('asks for a name and a password, whatever the method and the address', async () => {
  const { url } = await openDoor()
  for (const path of [
    '/dav',
    '/dav/',
    '/dav/a/b',
    '/remote.php/webdav/',
    '/remote.php/dav/files/x',
  ]) {
    for (const method of methods) {
      const { status, headers } = await request(url, method, path)
      expect([method, path, status, headers['www-authenticate']]).toEqual([
        ...[method, path, 401, challenge],
      ])
      expect(headers.etag).toBeUndefined()
    }
  }
  for (const method of ['OPTIONS', 'PROPFIND']) {
    expect((await request(url, method, '/')).headers['www-authenticate']).toBe(challenge)
  }
})

test('takes a key as a password with any name, after Bearer, and alone', async () => {
  const { send, key } = await openDoor()
  const ways = [
    ...[basic(key), basic(key, ''), basic(key, 'Übung'), basic(key, 'a'.repeat(3_000))],
    ...[`Bearer ${key}`, `bearer ${key}`, key, `Basic  ${basic(key).slice(6)}`],
    // Pasted with a space at its end.
    basic(`${key} `),
  ]
  for (const authorization of ways) {
    expect((await send('OPTIONS', '/dav/', { headers: { authorization } })).status).toBe(200)
  }
  const wrong = [
    basic('x'),
    basic(''),
    'Basic',
    'Basic !!!',
    'Basic YQ==',
    'Bearer x',
    'Digest x="y"',
  ]
  for (const authorization of wrong) {
    const { status, headers } = await send('OPTIONS', '/dav/', { headers: { authorization } })
    expect([authorization, status]).toEqual([authorization, 401])
    expect(headers['www-authenticate']).toBe(challenge)
  }
})

test('to come without credentials is no failed sign-in; with wrong ones it is', async () => {
  const { send } = await openDoor()
  for (let n = 0; n < 60; n++) {
    const none = await send('PROPFIND', '/dav/', { headers: { authorization: '' } })
    expect(none.status).toBe(401)
  }
  const statuses = new Set<number>()
  for (let n = 0; n < 30; n++) {
    const wrong = await send('PROPFIND', '/dav/', { headers: { authorization: basic('wrong') } })
    statuses.add(wrong.status)
  }
  expect([...statuses]).toEqual([401, 429])
  // A good key is never shut out by a bad one.
  expect((await send('PROPFIND', '/dav/')).status).toBe(207)
})

test('a first sync of 300 files and fast lists never meet a limit', async () => {
  const { send, tree } = await openDoor()
  for (let n = 0; n < 300; n++) {
    expect((await send('PUT', `/dav/${n}.json`, { body: '{}' })).status).toBe(201)
    expect((await send('PROPFIND', `/dav/${n}.json`, { headers: { depth: '0' } })).status).toBe(207)
  }
  expect(Object.keys(tree.all())).toHaveLength(301)
  const many = Array.from({ length: 200 }, () =>
    send('PROPFIND', '/dav/', { headers: { depth: '1' } }),
  )
  const statuses = (await Promise.all(many)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([207]))
})

test('a key that only reads changes nothing', async () => {
  const { send, newKey, treeOf, account } = await openDoor()
  const { key, text } = await newKey('obtainium', { readOnly: true })
  const tree = treeOf({ account, key })
  const headers = { authorization: basic(text), destination: '/dav/b' }
  for (const method of ['PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE', 'PROPPATCH', 'LOCK', 'UNLOCK']) {
    const reply = await send(method, '/dav/a', { headers })
    expect([method, reply.status, reply.headers['x-sxncd-error']]).toEqual([
      ...[method, 403, 'key_read_only'],
    ])
  }
  expect(tree.all()).toEqual({ '': '/' })
  expect((await send('PROPFIND', '/dav/', { headers })).status).toBe(207)
  expect((await send('OPTIONS', '/dav/', { headers })).status).toBe(200)
  expect((await send('GET', '/dav/', { headers })).status).toBe(200)
  expect((await send('GET', '/dav/a', { headers })).status).toBe(404)
})

test('keys of one account see the files of their app each, and one the files of all apps', async () => {
  const { send, newKey, allApps } = await openDoor()
  await send('PUT', '/dav/a.txt', { body: 'one' })
  const other = { authorization: basic((await newKey('obtainium')).text) }
  expect((await send('GET', '/dav/a.txt', { headers: other })).status).toBe(404)
  const all = { authorization: basic((await newKey(allApps)).text) }
  expect((await send('PROPFIND', '/dav/', { headers: all })).status).toBe(207)
})

test('an app that is switched off, a revoked key, a paused hub', async () => {
  const { send, newKey, hub, made } = await openDoor({
    environment: { APP_MODULES: 'thunder,obtainium' },
  })
  const off = { authorization: basic((await newKey('stylus')).text) }
  const answer = await send('PROPFIND', '/dav/', { headers: off })
  expect([answer.status, answer.headers['x-sxncd-error']]).toEqual([403, 'app_off'])
  hub.setPaused(true)
  expect((await send('PROPFIND', '/dav/')).status).toBe(503)
  hub.setPaused(false)
  await revokeKey(hub.store, made.key, 1)
  expect((await send('PROPFIND', '/dav/')).status).toBe(401)
})

test('a stranger cannot point a name of theirs at the hub', async () => {
  const { send } = await openDoor()
  const { status } = await send('PROPFIND', '/dav/', { headers: { host: 'evil.example' } })
  expect(status).toBe(421)
})

test('the device is the user name, or else named after the program', async () => {
  const { send, tree, key } = await openDoor()
  const put = async (headers: Record<string, string>) => {
    await send('PUT', '/dav/a', { headers, body: 'x' })
    return tree.lastAuthor
  }
  const named = (name: string) => put({ authorization: basic(key, name) })
  expect(await named('Pixel 9')).toBe('Pixel 9')
  expect(await named('WORKGROUP\\ada')).toBe('ada')
  expect(await named(' ../a\u202eb\n ')).toBe('.. a b')
  expect((await named('x'.repeat(500))).length).toBeLessThanOrEqual(200)
  const bearer = `Bearer ${key}`
  expect(await put({ authorization: bearer, 'user-agent': 'rclone/v1.60.1' })).toBe('rclone')
  expect(await put({ authorization: basic(key, ''), 'user-agent': 'Zotero/6 (x)' })).toBe('Zotero')
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
  expect(await put({ authorization: bearer, 'user-agent': firefox })).toBe('Firefox')
  expect(await put({ authorization: bearer })).toBe('WebDAV')
})

test('the log holds no key and no name of a file', async () => {
  const { send, key, logged } = await openDoor()
  await send('PUT', '/dav/secret-name.txt', { body: 'x' })
  await send('PROPFIND', '/dav/missing-name')
  await send('GET', '/dav/', { headers: { authorization: basic(`${key}x`) } })
  const text = logged.join('\n')
  expect(text).toContain('/dav/*')
  for (const secret of [key, basic(key).slice(6), 'secret-name', 'missing-name']) {
    expect(text).not.toContain(secret)
  }
})
