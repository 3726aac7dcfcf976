import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { davHub, type Step, send } from '../../../helpers/dav.ts'

const folder = '/dav/super-productivity'
const file = `${folder}/sync-data.json`
const origin = 'https://app.super-productivity.com'
const propfind = (depth: string) => ({
  headers: { 'content-type': 'application/xml; charset=utf-8', depth },
  body: `<?xml version="1.0" encoding="utf-8" ?>
<D:propfind xmlns:D="DAV:">
  <D:prop>
    <D:displayname/>
    <D:getcontentlength/>
    <D:getlastmodified/>
    <D:getetag/>
    <D:resourcetype/>
    <D:getcontenttype/>
  </D:prop>
</D:propfind>`,
})
const put = (body: string, status: number, condition: Record<string, string>): Step => [
  'PUT',
  file,
  status,
  { headers: { 'content-type': 'application/octet-stream', ...condition }, body },
]
/** What it takes for a strong ETag; another one it does without. */
const strong = /^"[\x21\x23-\x7e\x80-\xff]*"$/
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

describe('Super Productivity (packages/sync-providers/src/file-based/webdav/webdav-api.ts, 18.20.1)', () => {
  test('it tries the root, and its first upload makes the folder', async () => {
    const { client } = await davHub('super-productivity')
    const { play } = client()
    const onlyNew = { 'if-none-match': '*' }
    const replies = await play(
      ['PROPFIND', '/dav/', 207, propfind('0')],
      ['GET', file, 404],
      put('{"v":1}', 409, onlyNew),
      ['MKCOL', folder, 201],
      put('{"v":1}', 201, onlyNew),
      // It reads back what it has written, and compares.
      ['GET', file, 200, { headers: { 'cache-control': 'no-cache' } }],
      ['PROPFIND', folder, 207, propfind('1')],
    )
    expect(md5(replies[5]?.text ?? '')).toBe(md5('{"v":1}'))
    expect(replies[5]?.headers.etag).toMatch(strong)
    // A propstat counts if its status holds "200 OK".
    for (const { statuses } of replies[6]?.resources ?? []) expect(statuses[0]).toContain('200 OK')
    expect(replies[6]?.resources.map(({ href }) => href)).toEqual([`${folder}/`, file])
  })

  test('a later upload replaces only what it has read; another device is told of the conflict', async () => {
    const { client } = await davHub('super-productivity')
    const [first, second] = [client(), client({ user: 'Phone' })]
    await first.play(['MKCOL', folder, 201], put('{"v":1}', 201, { 'if-none-match': '*' }))
    const [a, b] = [await first.step('GET', file, 200), await second.step('GET', file, 200)]
    expect(a.headers.etag).toBe(b.headers.etag)
    await first.step(...put('{"v":2}', 204, { 'if-match': a.headers.etag ?? '' }))
    await second.step(...put('{"v":3}', 412, { 'if-match': b.headers.etag ?? '' }))
    const [latest] = await second.play(['GET', file, 200])
    expect(latest?.text).toBe('{"v":2}')
    await second.step(...put('{"v":3}', 204, { 'if-match': latest?.headers.etag ?? '' }))
    await first.step(...put('{"v":4}', 412, { 'if-none-match': '*' }))
  })

  test('a file that vanished meanwhile is a conflict as well', async () => {
    const { client } = await davHub('super-productivity')
    const { play, step } = client()
    await play(['MKCOL', folder, 201], put('{"v":1}', 201, {}))
    const { headers } = await step('GET', file, 200)
    await play(['DELETE', file, 204], put('{"v":2}', 412, { 'if-match': headers.etag ?? '' }))
  })

  test('the desktop app marks its uploads and closes the connection', async () => {
    const { client } = await davHub('super-productivity')
    const own = { 'x-superproductivity-webdav-upload': '1', connection: 'close' }
    await client().play(['MKCOL', folder, 201], put('{}', 201, own), put('{"v":1}', 204, own))
  })

  test('its web page may do all of it, from another origin: a preflight needs no key', async () => {
    const { origin: hub, client } = await davHub('super-productivity')
    for (const method of ['PROPFIND', 'GET', 'PUT', 'MKCOL', 'DELETE']) {
      const asked = 'authorization,content-type,depth,if-match,if-none-match'
      const preflight = await send(hub, 'OPTIONS', file, {
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': asked,
        },
      })
      expect([preflight.status, preflight.text]).toEqual([204, ''])
      const allowed = preflight.headers['access-control-allow-methods'] ?? ''
      expect(allowed.split(/,\s*/)).toContain(method)
      expect(preflight.headers['access-control-allow-origin']).toBe(origin)
      expect(preflight.headers['access-control-allow-headers']?.toLowerCase()).toContain('depth')
      expect(preflight.headers['access-control-allow-credentials']).toBeUndefined()
    }
    const { play, ask } = client({ headers: { origin } })
    const [, stored] = await play(['MKCOL', folder, 201], put('{}', 201, {}))
    for (const reply of [stored, await ask('GET', file), await ask('GET', `${file}x`)]) {
      expect(reply?.headers['access-control-allow-origin']).toBe(origin)
      const exposed = (reply?.headers['access-control-expose-headers'] ?? '').toLowerCase()
      expect(exposed).toContain('etag')
    }
  })

  test('as "Nextcloud" it finds the same files', async () => {
    const { client } = await davHub('super-productivity')
    const { play } = client({ user: 'ada' })
    const nextcloud = '/remote.php/dav/files/ada'
    const [, , read, listed] = await play(
      ['MKCOL', `${nextcloud}/super-productivity`, 201],
      ['PUT', `${nextcloud}/super-productivity/sync-data.json`, 201, { body: '{}' }],
      ['GET', file, 200],
      ['PROPFIND', `${nextcloud}/super-productivity`, 207, propfind('1')],
    )
    expect(read?.text).toBe('{}')
    // The addresses begin as the request does.
    expect(listed?.resources.map(({ href }) => href)).toEqual([
      `${nextcloud}/super-productivity/`,
      `${nextcloud}/super-productivity/sync-data.json`,
    ])
  })
})
