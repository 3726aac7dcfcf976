import { expect, test } from 'vitest'
import { maxLocks } from '../../../server/dav/locks.ts'
import { basic, openDoor } from './door.ts'

const info = (scope = 'exclusive', owner = '<D:owner><D:href>me</D:href></D:owner>') =>
  `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype>${owner}</D:lockinfo>`

async function withLocks() {
  const door = await openDoor()
  const { send } = door
  await send('PUT', '/dav/a', { body: 'one' })
  await send('MKCOL', '/dav/folder')
  await send('PUT', '/dav/folder/in', { body: 'one' })
  const lock = async (path: string, headers = {}, scope = 'exclusive') => {
    const reply = await send('LOCK', path, { headers, body: info(scope) })
    return { ...reply, token: String(reply.headers['lock-token']).slice(1, -1) }
  }
  const put = async (path: string, headers: Record<string, string> = {}) =>
    (await send('PUT', path, { headers, body: 'new' })).status
  const unlock = async (path: string, token: string) =>
    (await send('UNLOCK', path, { headers: { 'lock-token': token } })).status
  return { ...door, lock, put, unlock }
}

test('a lock keeps others out until it is given back, and shows in lists', async () => {
  const { lock, put, unlock, send } = await withLocks()
  const { status, body, headers, token } = await lock('/dav/a', { timeout: 'Second-100' })
  expect(status).toBe(200)
  expect(headers['lock-token']).toMatch(/^<opaquelocktoken:[\da-f-]{36}>$/)
  for (const part of ['Second-100', '<D:exclusive/>', `<D:href>${token}</D:href>`, 'me</href>']) {
    expect(body).toContain(part)
  }
  expect(body).toContain('<D:lockroot><D:href>/dav/a</D:href></D:lockroot>')
  const refused = await send('PUT', '/dav/a', { body: 'new' })
  expect(refused.status).toBe(423)
  expect(refused.body).toContain('<D:lock-token-submitted><D:href>/dav/a</D:href>')
  expect(await put('/dav/a', { if: `(<${token}>)` })).toBe(204)
  expect(await put('/dav/a', { if: `</dav/a> (<${token}>)` })).toBe(204)
  expect(await put('/dav/a', { if: `<http://x/dav/a> (<${token}>)` })).toBe(204)
  // Without the brackets that belong around it.
  expect(await put('/dav/a', { if: token })).toBe(204)
  expect(await put('/dav/a', { if: '(<opaquelocktoken:other>)' })).toBe(412)
  expect(await put('/dav/a', { if: `(<${token}> ["other"])` })).toBe(412)
  expect(await put('/dav/a', { if: `(<${token}>` })).toBe(400)
  expect(await put('/dav/a', { if: '()' })).toBe(400)
  expect((await send('GET', '/dav/a')).body).toBe('new')
  const ask = '<propfind xmlns="DAV:"><prop><lockdiscovery/><supportedlock/></prop></propfind>'
  const list = async () =>
    (await send('PROPFIND', '/dav/', { headers: { depth: '1' }, body: ask })).body
  expect((await list()).split(token)).toHaveLength(2)
  expect((await list()).match(/<D:lockentry>/g)).toHaveLength(6)
  expect(await unlock('/dav/a', '<opaquelocktoken:other>')).toBe(409)
  expect(await unlock('/dav/folder/in', `<${token}>`)).toBe(409)
  expect(await unlock('/dav/a', '')).toBe(400)
  expect(await unlock('/dav/a', `<${token}>`)).toBe(204)
  expect(await unlock('/dav/a', `<${token}>`)).toBe(409)
  expect(await put('/dav/a')).toBe(204)
  expect(await list()).not.toContain(token)
})

test('what is locked is not changed in any way, but may be read and copied', async () => {
  const { lock, send, tree, unlock } = await withLocks()
  const { token } = await lock('/dav/a', { depth: '0' })
  const before = tree.all()
  const patch =
    '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><x xmlns="y">1</x></D:prop></D:set></D:propertyupdate>'
  const tries: [method: string, path: string, headers?: Record<string, string>, body?: string][] = [
    ['DELETE', '/dav/a'],
    ['PUT', '/dav/a', {}, 'new'],
    ['PROPPATCH', '/dav/a', {}, patch],
    ['MOVE', '/dav/a', { destination: '/dav/b' }],
    ['MOVE', '/dav/folder/in', { destination: '/dav/a' }],
    ['COPY', '/dav/folder/in', { destination: '/dav/a' }],
    ['COPY', '/dav/folder', { destination: '/dav/a' }],
    ['LOCK', '/dav/a', {}, info()],
    ['LOCK', '/dav/a', {}, info('shared')],
    // All that is in the root, this too.
    ['LOCK', '/dav/', {}, info()],
  ]
  for (const [method, path, headers = {}, body] of tries) {
    const { status } = await send(method, path, { headers, ...(body && { body }) })
    expect([method, path, status]).toEqual([method, path, 423])
  }
  expect(tree.all()).toEqual(before)
  expect([...(await tree.properties('a'))]).toEqual([])
  const copied = await send('COPY', '/dav/a', { headers: { destination: '/dav/free' } })
  expect(copied.status).toBe(201)
  // A lock belongs to the address: it does not go with what is moved.
  const moved = await send('MOVE', '/dav/a', {
    headers: { destination: '/dav/b', if: `(<${token}>)` },
  })
  expect(moved.status).toBe(201)
  expect(await unlock('/dav/a', token)).toBe(409)
  expect((await send('PUT', '/dav/b', { body: 'x' })).status).toBe(204)
  expect((await send('PUT', '/dav/a', { body: 'x' })).status).toBe(201)
})

test('a lock of a folder holds for all that is in it, or for its list of names alone', async () => {
  const { lock, put, send, unlock } = await withLocks()
  const deep = await lock('/dav/folder')
  expect(await put('/dav/folder/in')).toBe(423)
  expect(await put('/dav/folder/new')).toBe(423)
  expect((await send('MKCOL', '/dav/folder/x')).status).toBe(423)
  expect((await lock('/dav/folder/in')).status).toBe(423)
  expect(await put('/dav/folder/in', { if: `</dav/folder> (<${deep.token}>)` })).toBe(204)
  expect(await put('/dav/a')).toBe(204)
  // It is given back by any address that it holds for.
  expect(await unlock('/dav/folder/in', deep.token)).toBe(204)

  const flat = await lock('/dav/folder', { depth: '0' })
  expect(await put('/dav/folder/in')).toBe(204)
  expect(await put('/dav/folder/new')).toBe(423)
  expect((await send('DELETE', '/dav/folder/in')).status).toBe(423)
  const headers = { destination: '/dav/folder/b' }
  expect((await send('MOVE', '/dav/a', { headers })).status).toBe(423)
  expect(
    (await send('MOVE', '/dav/folder/in', { headers: { destination: '/dav/b' } })).status,
  ).toBe(423)
  expect(await unlock('/dav/folder', flat.token)).toBe(204)

  const inner = await lock('/dav/folder/in')
  expect((await send('DELETE', '/dav/folder')).status).toBe(423)
  expect((await send('MOVE', '/dav/folder', { headers: { destination: '/dav/c' } })).status).toBe(
    423,
  )
  const known = { if: `</dav/folder/in> (<${inner.token}>)` }
  expect((await send('DELETE', '/dav/folder', { headers: known })).status).toBe(204)
})

test('shared locks go together; whoever has one may write', async () => {
  const { lock, put, unlock } = await withLocks()
  const [one, two] = [await lock('/dav/a', {}, 'shared'), await lock('/dav/a', {}, 'shared')]
  expect([one.status, two.status]).toEqual([200, 200])
  expect((await lock('/dav/a')).status).toBe(423)
  expect(await put('/dav/a')).toBe(423)
  expect(await put('/dav/a', { if: `(<${one.token}>)` })).toBe(204)
  expect(await put('/dav/a', { if: `(<${two.token}>)` })).toBe(204)
  expect(await unlock('/dav/a', one.token)).toBe(204)
  expect(await put('/dav/a')).toBe(423)
})

test('a lock of a name that is not there makes an empty file', async () => {
  const { lock, tree, put, unlock, send } = await withLocks()
  const { status, token } = await lock('/dav/new.txt')
  expect([status, tree.all()['new.txt']]).toEqual([201, ''])
  expect(await put('/dav/new.txt')).toBe(423)
  expect(await put('/dav/new.txt', { if: `(<${token}>)` })).toBe(204)
  expect(await unlock('/dav/new.txt', `<${token}>`)).toBe(204)
  expect((await lock('/dav/none/new.txt')).status).toBe(409)
  expect((await send('GET', '/dav/new.txt')).body).toBe('new')
})

test('a lock ends when its time is over, unless it is renewed', async () => {
  const { lock, put, send, clock } = await withLocks()
  const { token } = await lock('/dav/a', { timeout: 'Infinite, Second-4100000000' })
  clock.now += 3_599_000
  expect(await put('/dav/a')).toBe(423)
  const renew = (headers: Record<string, string>) => send('LOCK', '/dav/a', { headers })
  const renewed = await renew({ if: `(<${token}>)`, timeout: 'Second-60' })
  expect([renewed.status, renewed.headers['lock-token']]).toEqual([200, undefined])
  expect(renewed.body).toContain('Second-60')
  expect((await renew({ if: '(<opaquelocktoken:other>)' })).status).toBe(412)
  expect((await renew({})).status).toBe(412)
  expect((await renew({ 'lock-token': `<${token}>`, timeout: 'Second-60' })).status).toBe(200)
  clock.now += 60_000
  expect(await put('/dav/a', { if: `(<${token}>)` })).toBe(412)
  expect(await put('/dav/a')).toBe(204)
  expect((await renew({ if: `(<${token}>)` })).status).toBe(412)
  expect((await lock('/dav/a')).body).toContain('Second-600')
})

test.each([
  ['nonsense', {}],
  ['<D:lockinfo xmlns:D="DAV:"/>', {}],
  [info('private'), {}],
  [info(), { depth: '1' }],
  [info(), { depth: 'x' }],
])('a LOCK that makes no sense is refused: %j', async (body, headers) => {
  const { send, put } = await withLocks()
  expect((await send('LOCK', '/dav/a', { headers, body })).status).toBe(400)
  expect(await put('/dav/a')).toBe(204)
})

test('locks hold for all keys of an account, by the paths of each', async () => {
  const { lock, send, newKey, allApps, treeOf, account } = await withLocks()
  await lock('/dav/a')
  const made = await newKey(allApps)
  const all = { authorization: basic(made.text) }
  await treeOf({ account, key: made.key }).makeFolder('thunder', { deviceName: '', keyId: '' })
  const put = async (path: string) => (await send('PUT', path, { headers: all, body: 'x' })).status
  expect(await put('/dav/thunder/a')).toBe(423)
  expect(await put('/dav/thunder/b')).toBe(201)
  expect((await send('LOCK', '/dav/thunder', { headers: all, body: info() })).status).toBe(423)
  const held = await send('LOCK', '/dav/thunder', { headers: { ...all, depth: '0' }, body: info() })
  expect(held.status).toBe(200)
  // Seen by a key of the one app it is a lock of the root.
  expect((await send('PUT', '/dav/c', { body: 'x' })).status).toBe(423)
  expect((await send('PUT', '/dav/folder/c', { body: 'x' })).status).toBe(201)
})

test('an account holds only so many locks', async () => {
  const { lock, clock } = await withLocks()
  for (let n = 0; n < maxLocks; n++) {
    if ((await lock('/dav/a', { timeout: 'Second-60' }, 'shared')).status !== 200) throw new Error()
  }
  const more = await lock('/dav/folder', {}, 'shared')
  expect([more.status, more.headers['x-sxncd-error']]).toEqual([507, 'too_many_locks'])
  clock.now += 60_000
  expect((await lock('/dav/folder')).status).toBe(200)
})

test('many locks are told of in little memory', async () => {
  const { lock, send } = await withLocks()
  const long = info('shared', `<D:owner>${'o'.repeat(3_000)}</D:owner>`)
  expect((await send('LOCK', '/dav/a', { body: long })).status).toBe(400)
  const body = info('shared', `<D:owner>${'o'.repeat(2_000)}</D:owner>`)
  for (let at = 0; at < 150; at += 1) await send('LOCK', '/dav/folder', { body })
  const asked = '<D:propfind xmlns:D="DAV:"><D:prop><D:lockdiscovery/></D:prop></D:propfind>'
  const list = await send('PROPFIND', '/dav/folder', { headers: { depth: '1' }, body: asked })
  expect(list.headers['transfer-encoding']).toBe('chunked')
  expect(list.body.match(/<D:activelock>/g)).toHaveLength(300)
  expect((await lock('/dav/a', {}, 'shared')).status).toBe(200)
})
