import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const text = 'Hello, Übung'
const bytes = Buffer.from(text)
const tag = (content: string | Buffer) =>
  `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`

async function withFile() {
  const door = await openDoor()
  await door.send('PUT', '/dav/a.txt', { body: text })
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    door.send(method, '/dav/a.txt', { headers })
  return { ...door, get }
}

test('a file comes as it is, with a strong tag, and may not be kept or changed on its way', async () => {
  const { get } = await withFile()
  const { status, headers, body } = await get({ 'accept-encoding': 'gzip, br' })
  expect([status, body]).toEqual([200, text])
  expect(headers).toMatchObject({
    etag: tag(text),
    'content-length': String(bytes.length),
    'content-type': 'text/plain; charset=utf-8',
    'last-modified': 'Sat, 01 Mar 2025 12:00:00 GMT',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store, no-transform',
  })
  expect(headers['content-encoding']).toBeUndefined()
  const head = await get({}, 'HEAD')
  expect([head.status, head.body]).toEqual([200, ''])
  for (const name of ['etag', 'content-length', 'content-type', 'last-modified', 'accept-ranges']) {
    expect(head.headers[name]).toBe(headers[name])
  }
})

test('what is missing is 404 without a tag; a folder is a short text', async () => {
  const { send } = await withFile()
  for (const method of ['GET', 'HEAD', 'PROPFIND', 'DELETE', 'PROPPATCH', 'COPY', 'MOVE']) {
    const headers = { destination: '/dav/b', 'if-none-match': '"x"', depth: '7' }
    const { status, headers: answered } = await send(method, '/dav/none', { headers })
    expect([method, status, answered.etag]).toEqual([method, 404, undefined])
  }
  await send('MKCOL', '/dav/folder')
  for (const path of ['/dav', '/dav/', '/dav/folder', '/dav/folder/', '/remote.php/webdav']) {
    const { status, body, headers } = await send('GET', path)
    expect([path, status, headers.etag]).toEqual([path, 200, undefined])
    expect(body).toContain('folder')
    expect((await send('HEAD', path)).status).toBe(200)
  }
  // A slash after its name still means the file.
  expect((await send('GET', '/dav/a.txt/')).body).toBe(text)
})

test.each([
  ['bytes=0-4', 206, 'Hello', '0-4'],
  ['bytes=7-', 206, 'Übung', '7-12'],
  ['bytes=-4', 206, 'bung', '9-12'],
  ['bytes=0-999', 206, text, '0-12'],
  ['Bytes = 1-1', 206, 'e', '1-1'],
  ['bytes=99-', 416, '', ''],
  ['bytes=-0', 416, '', ''],
  ['bytes=5-2', 200, text, ''],
  ['bytes=0-1,3-4', 200, text, ''],
  ['bytes=a-b', 200, text, ''],
  ['lines=1-2', 200, text, ''],
  ['bytes=-', 200, text, ''],
])('the range %s is answered by %i', async (range, status, expected, sent) => {
  const { get } = await withFile()
  const reply = await get({ range })
  expect(reply.status).toBe(status)
  expect(reply.body).toBe(expected)
  const inAll = status === 416 ? 'bytes */13' : status === 206 ? `bytes ${sent}/13` : undefined
  expect(reply.headers['content-range']).toBe(inAll)
  expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(expected)))
})

test('a range goes on only with the file that was begun', async () => {
  const { get } = await withFile()
  const status = async (value: string) =>
    (await get({ range: 'bytes=1-', 'if-range': value })).status
  expect(await status(tag(text))).toBe(206)
  expect(await status(tag('other'))).toBe(200)
  expect(await status('Sat, 01 Mar 2025 12:00:00 GMT')).toBe(206)
  expect(await status('Sat, 01 Mar 2025 11:59:59 GMT')).toBe(200)
  expect(await status('nonsense')).toBe(200)
})

test.each([
  [{ 'if-none-match': tag(text) }, 304],
  [{ 'if-none-match': `W/${tag(text)}` }, 304],
  [{ 'if-none-match': tag(text).replace(/"$/, '-gzip"') }, 304],
  [{ 'if-none-match': `"x", ${tag(text)}` }, 304],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"x"' }, 200],
  [{ 'if-none-match': 'JoplinIgnore-1700000000000' }, 200],
  [{ 'if-none-match': '' }, 200],
  [{ 'if-modified-since': 'Sat, 01 Mar 2025 12:00:00 GMT' }, 304],
  [{ 'if-modified-since': 'Sat, 01 Mar 2025 11:59:59 GMT' }, 200],
  [{ 'if-modified-since': 'never' }, 200],
  // The tag counts more than the date.
  [{ 'if-none-match': '"x"', 'if-modified-since': 'Sat, 01 Mar 2025 12:00:00 GMT' }, 200],
  [{ 'if-match': tag(text) }, 200],
  [{ 'if-match': tag('other') }, 412],
  [{ 'if-unmodified-since': 'Sat, 01 Mar 2025 11:59:59 GMT' }, 412],
] as const)('GET and HEAD with %j are answered by %i', async (headers, status) => {
  const { get } = await withFile()
  for (const method of ['GET', 'HEAD']) {
    const reply = await get(headers as Record<string, string>, method)
    expect([method, reply.status]).toEqual([method, status])
    if (status === 304) expect([reply.body, reply.headers.etag]).toEqual(['', tag(text)])
  }
})
