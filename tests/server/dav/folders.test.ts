import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const statusOf = (reply: { readonly status: number }) => reply.status

test('MKCOL: 201 once, then 405, also for all that is above', async () => {
  const { send, tree } = await openDoor()
  const make = async (path: string, body?: string) =>
    statusOf(await send('MKCOL', path, body === undefined ? {} : { body }))
  expect(await make('/dav/a/b')).toBe(409)
  expect(await make('/dav/a')).toBe(201)
  expect(await make('/dav/a')).toBe(405)
  expect(await make('/dav/a/')).toBe(405)
  expect(await make('/dav/a/b/')).toBe(201)
  expect(await make('/dav/c', '<x/>')).toBe(415)
  expect(await make('/dav/c', '')).toBe(201)
  // Some clients make every folder on the way, from the root of the host on.
  const above = ['/', '/dav', '/dav/', '/remote.php', '/remote.php/dav', '/remote.php/dav/files']
  for (const path of [...above, '/remote.php/dav/files/ada', '/remote.php/webdav']) {
    const { status, headers } = await send('MKCOL', path)
    expect([path, status]).toEqual([path, 405])
    expect(headers.location).toBeUndefined()
    expect(headers.allow).toContain('MKCOL')
  }
  await send('PUT', '/dav/file', { body: 'x' })
  expect(await make('/dav/file')).toBe(405)
  expect(await make('/dav/file/d')).toBe(409)
  expect(Object.keys(tree.all()).sort()).toEqual(['', 'a', 'a/b', 'c', 'file'])
})

test('DELETE: 204, then 404; a folder goes with all in it, the root never', async () => {
  const { send, tree } = await openDoor()
  for (const path of ['/dav/a', '/dav/a/b']) await send('MKCOL', path)
  await send('PUT', '/dav/a/b/c', { body: 'x' })
  const go = async (path: string, headers = {}) => statusOf(await send('DELETE', path, { headers }))
  expect(await go('/dav/a/b/c', { 'if-match': '"other"' })).toBe(412)
  expect(await go('/dav/a/b/c', { 'if-match': '*' })).toBe(204)
  expect(await go('/dav/a/b/c')).toBe(404)
  expect(await go('/dav/')).toBe(403)
  expect(await go('/dav/a/')).toBe(204)
  expect(tree.all()).toEqual({ '': '/' })
})

async function withTree() {
  const door = await openDoor()
  const { send, tree, url } = door
  for (const path of ['/dav/from', '/dav/from/in', '/dav/to']) await send('MKCOL', path)
  await send('PUT', '/dav/from/in/a', { body: 'one' })
  await send('PUT', '/dav/b', { body: 'two' })
  const go = async (method: string, path: string, destination: string, headers = {}) =>
    statusOf(await send(method, path, { headers: { destination, ...headers } }))
  return { ...door, tree, url, go }
}

test.each(['MOVE', 'COPY'])(
  '%s of a file: 201 new, 204 over another, 412 where it may not',
  async (method) => {
    const { go, tree, send, url } = await withTree()
    expect(await go(method, '/dav/b', `${url}/dav/to/b%20%25`)).toBe(201)
    expect(tree.all()['to/b %']).toBe('two')
    if (method === 'MOVE') await send('PUT', '/dav/b', { body: 'two' })
    expect(await go(method, '/dav/b', '/dav/from/in/a', { overwrite: 'F' })).toBe(412)
    expect(tree.all()['from/in/a']).toBe('one')
    expect(await go(method, '/dav/b', '/dav/from/in/a', { overwrite: 'T' })).toBe(204)
    expect(tree.all()['from/in/a']).toBe('two')
    expect('b' in tree.all()).toBe(method === 'COPY')
  },
)

test.each(['MOVE', 'COPY'])(
  '%s of a folder takes all that is in it, over whatever is there',
  async (method) => {
    const { go, tree } = await withTree()
    expect(await go(method, '/dav/from/', '/dav/to/')).toBe(204)
    expect(tree.all()).toMatchObject({ 'to/in/a': 'one' })
    expect('from/in/a' in tree.all()).toBe(method === 'COPY')
    expect(await go(method, '/dav/to', '/dav/b')).toBe(204)
    expect(tree.all()).toMatchObject({ b: '/', 'b/in/a': 'one' })
  },
)

test('a COPY of depth 0 takes the folder alone, with its properties', async () => {
  const { go, tree, send } = await withTree()
  await tree.setProperties('from', new Map([['{x}y', 'z']]), { deviceName: '', keyId: '' })
  expect(await go('COPY', '/dav/from', '/dav/alone', { depth: '0' })).toBe(201)
  expect(await tree.children('alone')).toEqual([])
  expect([...(await tree.properties('alone'))]).toEqual([['{x}y', 'z']])
  expect(await go('COPY', '/dav/from', '/dav/b', { depth: '0', overwrite: 'F' })).toBe(412)
  expect(await go('COPY', '/dav/from', '/dav/b', { depth: '0' })).toBe(204)
  expect(await go('COPY', '/dav/from', '/dav/x', { depth: '1' })).toBe(400)
  expect((await send('PROPFIND', '/dav/b', { headers: { depth: '0' } })).body).toContain(
    'collection',
  )
})

test.each(['MOVE', 'COPY'])('%s that makes no sense changes nothing', async (method) => {
  const { go, tree, send, url } = await withTree()
  const before = tree.all()
  const cases: [from: string, to: string, status: number][] = [
    ['/dav/b', '/dav/b', 403],
    ['/dav/b', '/dav/./b', 400],
    ['/dav/from', '/dav/from/', 403],
    ['/dav/from', '/dav/from/in/deeper', 403],
    ['/dav/from/in', '/dav/from', 403],
    ['/dav/from', '/dav/', 403],
    ['/dav/b', '/dav/none/b', 409],
    ['/dav/from', '/dav/b/c', 409],
    ['/dav/none', '/dav/c', 404],
    ['/dav/b', '/elsewhere/b', 400],
    ['/dav/b', '/', 400],
    ['/dav/b', '', 400],
    ['/dav/b', 'relative', 400],
    ['/dav/b', '/dav/a%2Fb', 400],
    ['/dav/b', '/dav/../b', 400],
    ['/dav/b', '/dav/%2e%2e/b', 400],
    ['/dav/b', '/dav/a%00', 400],
    ['/dav/b', '/dav/%ff', 400],
    ['/dav/b', '/dav/a#b', 400],
    ['/dav/b', `${url}/api/v1/slots`, 400],
  ]
  for (const [from, to, status] of cases) {
    expect([from, to, await go(method, from, to)]).toEqual([from, to, status])
  }
  expect(await go(method, '/dav/b', '/dav/c', { overwrite: 'maybe' })).toBe(400)
  expect(await go(method, '/dav/', '/dav/c')).toBe(403)
  expect(statusOf(await send(method, '/dav/b'))).toBe(400)
  expect(await go(method, '/dav/b', '/dav/b', { overwrite: 'F' })).toBe(412)
  expect(tree.all()).toEqual(before)
})

test('of a Destination only the path counts, in whatever way it is written', async () => {
  const { go, tree } = await withTree()
  const ways: [destination: string, path: string][] = [
    ['https://other.example:8443/dav/1', '1'],
    ['http://user:pass@other.example/dav/2', '2'],
    ['/dav/3', '3'],
    ['HTTP://X/dav//4?query=1', '4'],
    ['/remote.php/webdav/5', '5'],
    ['http://x/remote.php/dav/files/ada/6', '6'],
    // Not encoded, in UTF-8 and as it is.
    [Buffer.from('/dav/Ü ü').toString('latin1'), 'Ü ü'],
    ['/dav/U%CC%88', 'Ü'],
    ['/dav/100% sure', '100% sure'],
  ]
  for (const [destination, path] of ways) {
    expect([destination, await go('COPY', '/dav/b', destination)]).toEqual([destination, 201])
    expect(tree.all()[path]).toBe('two')
  }
})

test('behind a path of its own, PUBLIC_URL is part of every address', async () => {
  const { send, tree, url } = await openDoor({
    environment: { PUBLIC_URL: 'https://hub.example/sync' },
  })
  const host = { host: 'hub.example' }
  await send('PUT', '/sync/dav/a', { headers: host, body: 'x' })
  const destination = 'https://hub.example/sync/dav/b'
  expect(statusOf(await send('MOVE', '/sync/dav/a', { headers: { ...host, destination } }))).toBe(
    201,
  )
  expect(Object.keys(tree.all())).toEqual(['', 'b'])
  const list = await send('PROPFIND', '/sync/dav/', { headers: { ...host, depth: '1' } })
  expect(list.body).toContain('<D:href>/sync/dav/b</D:href>')
  // A proxy may take the path off; the client still knows the address with it.
  const stripped = await send('PROPFIND', '/dav/', { headers: { ...host, depth: '1' } })
  expect(stripped.body).toContain('<D:href>/sync/dav/b</D:href>')
  const near = await send('PROPFIND', '/dav/', { headers: { depth: '1' } })
  expect(near.body).toContain('<D:href>/dav/b</D:href>')
  expect(statusOf(await send('MKCOL', '/sync/', { headers: host }))).toBe(405)
  expect(url).toContain('127.0.0.1')
})
