import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const tag = (content: string) =>
  `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`

test('a PUT is 201 for a new file and 204 for one that was there, without a body', async () => {
  const { send, tree, clock } = await openDoor()
  const first = await send('PUT', '/dav/a', { body: 'one' })
  clock.now += 5_000
  const second = await send('PUT', '/dav/a', { body: 'two' })
  expect([first.status, second.status]).toEqual([201, 204])
  expect([first.body, second.body]).toEqual(['', ''])
  expect(first.headers['content-length']).toBe('0')
  expect(second.headers['content-length']).toBeUndefined()
  expect([first.headers.etag, second.headers.etag]).toEqual([tag('one'), tag('two')])
  expect(second.headers['oc-etag']).toBe(tag('two'))
  expect(second.headers['last-modified']).toBe('Sat, 01 Mar 2025 12:00:05 GMT')
  expect(second.headers['x-oc-mtime']).toBeUndefined()
  expect(tree.all()).toEqual({ '': '/', a: 'two' })
})

test('a body may come in chunks, be empty, and say of itself what it likes', async () => {
  const { send, tree } = await openDoor()
  const chunked = await send('PUT', '/dav/a', { body: Readable.from(['on', 'e']) })
  expect([chunked.status, tree.all().a]).toEqual([201, 'one'])
  const empty = await send('PUT', '/dav/a', { body: '' })
  expect([empty.status, tree.all().a]).toEqual([204, ''])
  const types = ['text/plain', 'application/json', 'nonsense', ';;;', 'multipart/form-data', '']
  for (const type of types) {
    const headers = { 'content-type': type }
    expect((await send('PUT', '/dav/a', { headers, body: type })).status).toBe(204)
    expect(tree.all().a).toBe(type)
  }
  const quiet = await send('PUT', '/dav/b', { body: Readable.from([]) })
  expect([quiet.status, tree.all().b]).toEqual([201, ''])
})

test('the time that a client names counts, and is answered', async () => {
  const { send } = await openDoor()
  const put = async (mtime: string) => {
    const reply = await send('PUT', '/dav/a', { headers: { 'X-OC-Mtime': mtime }, body: mtime })
    return [reply.status < 300, reply.headers['x-oc-mtime'], reply.headers['last-modified']]
  }
  expect(await put('1700000000')).toEqual([true, 'accepted', 'Tue, 14 Nov 2023 22:13:20 GMT'])
  expect(await put('1700000001.75')).toEqual([true, 'accepted', 'Tue, 14 Nov 2023 22:13:21 GMT'])
  for (const nonsense of ['', 'x', '-5', '1e3', '0x10', '9'.repeat(30)]) {
    expect((await put(nonsense)).slice(0, 2)).toEqual([true, undefined])
  }
})

test('what cannot be stored is refused, and nothing changes', async () => {
  const { send, tree } = await openDoor()
  await send('MKCOL', '/dav/folder')
  await send('PUT', '/dav/a', { body: 'one' })
  const before = tree.all()
  const status = async (path: string, headers: Record<string, string> = {}, body = 'x') =>
    (await send('PUT', path, { headers, body })).status
  expect(await status('/dav/none/b')).toBe(409)
  expect(await status('/dav/a/b')).toBe(409)
  expect(await status('/dav/folder')).toBe(405)
  expect(await status('/dav/')).toBe(405)
  expect(await status('/dav/a', { 'content-range': 'bytes 0-1/5' })).toBe(400)
  expect(await status('/dav/a', { 'content-encoding': 'gzip' })).toBe(415)
  expect(await status('/dav/a', {}, 'x'.repeat(1024 ** 2 + 1))).toBe(413)
  expect(tree.all()).toEqual(before)
})

test.each([
  [{ 'if-match': tag('one') }, 204, 412],
  [{ 'if-match': `W/${tag('one')}` }, 204, 412],
  [{ 'if-match': tag('one').replace(/"$/, '-gzip"') }, 204, 412],
  [{ 'if-match': tag('one').replaceAll('"', '') }, 204, 412],
  [{ 'if-match': tag('two') }, 412, 412],
  [{ 'if-match': tag('two').replaceAll('"', '') }, 412, 412],
  [{ 'if-match': `"x", ${tag('one')}` }, 204, 412],
  [{ 'if-match': '*' }, 204, 412],
  [{ 'if-match': 'nonsense' }, 204, 201],
  [{ 'if-none-match': '*' }, 412, 201],
  [{ 'if-none-match': tag('one') }, 412, 201],
  [{ 'if-none-match': tag('two') }, 204, 201],
  [{ 'if-none-match': 'JoplinIgnore-0123456789abcdef0123456789abcdef' }, 204, 201],
  [{ 'if-unmodified-since': 'Sat, 01 Mar 2025 12:00:00 GMT' }, 204, 201],
  [{ 'if-unmodified-since': 'Sat, 01 Mar 2025 11:00:00 GMT' }, 412, 201],
  [{ if: `([${tag('one')}])` }, 204, 412],
  [{ if: `([${tag('two')}])` }, 412, 412],
  [{ if: `(Not [${tag('two')}])` }, 204, 201],
  [{ if: `([${tag('two')}]) (Not <DAV:no-lock>)` }, 204, 201],
] as const)(
  'a PUT with %j is %i where the file is there, %i where not',
  async (headers, there, none) => {
    const { send, tree } = await openDoor()
    await send('PUT', '/dav/a', { body: 'one' })
    const put = async (path: string) =>
      (await send('PUT', path, { headers: headers as Record<string, string>, body: 'new' })).status
    expect([await put('/dav/a'), await put('/dav/b')]).toEqual([there, none])
    expect(tree.all().a).toBe(there === 412 ? 'one' : 'new')
  },
)

test('of two that expect the same version only one gets through', async () => {
  const { send, tree } = await openDoor()
  await send('PUT', '/dav/a', { body: 'one' })
  const put = (text: string) =>
    send('PUT', '/dav/a', { headers: { 'if-match': tag('one') }, body: Readable.from([text]) })
  const replies = await Promise.all(['two', 'three', 'four'].map(put))
  expect(replies.map(({ status }) => status).sort()).toEqual([204, 412, 412])
  const make = (text: string) =>
    send('PUT', '/dav/lock.json', { headers: { 'if-none-match': '*' }, body: text })
  const locks = await Promise.all(['a', 'b', 'c'].map(make))
  expect(locks.map(({ status }) => status).sort()).toEqual([201, 412, 412])
  expect(Object.keys(tree.all())).toEqual(['', 'a', 'lock.json'])
})
