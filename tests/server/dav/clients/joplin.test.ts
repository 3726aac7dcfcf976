import { describe, expect, test } from 'vitest'
import { davHub, type Sent, type Step, urlOf } from '../../../helpers/dav.ts'

const base = '/dav/joplin'
// What it sends with everything but GET and HEAD, so that caches on iOS do not add one that counts.
const ignored = { 'if-none-match': 'JoplinIgnore-48213' }
const common = { 'cache-control': 'no-store', 'user-agent': 'Joplin/1.0' }
const propfind = (depth: string): Sent => ({
  headers: { 'content-type': 'text/xml', depth, ...ignored },
  body: `<?xml version="1.0" encoding="UTF-8"?>
			<d:propfind xmlns:d="DAV:">
				<d:prop xmlns:oc="http://owncloud.org/ns">
					<d:getlastmodified/><d:resourcetype/>
				</d:prop>
			</d:propfind>`,
})
const put = (path: string, status: number, body: string): Step => [
  'PUT',
  `${base}/${path}`,
  status,
  { headers: { 'content-type': 'text/plain', ...ignored }, body },
]
const other = (method: string, path: string, status: number): Step => [
  method,
  `${base}/${path}`,
  status,
  { headers: ignored },
]
const lock = 'locks/2_1_c0ffee.json'

describe('Joplin (packages/lib/WebDavApi.js, file-api-driver-webdav.js, Synchronizer.ts, 3.1.0)', () => {
  test('a check of the settings asks for the folder, which a person has made', async () => {
    const { client } = await davHub()
    const { play } = client({ headers: common })
    const replies = await play(
      ['PROPFIND', `${base}/`, 404, propfind('0')],
      ['MKCOL', base, 201],
      ['PROPFIND', `${base}/`, 207, propfind('0')],
    )
    const [resource] = replies[2]?.resources ?? []
    expect(resource?.isFolder).toBe(true)
    expect(Date.parse(resource?.found.getlastmodified ?? '')).not.toBeNaN()
  })

  test('its first sync makes folders, takes its lock, and stores notes: an odd If-None-Match is no condition', async () => {
    const { client } = await davHub()
    const { play } = client({ headers: common })
    await play(
      ['MKCOL', base, 201],
      ['GET', `${base}/info.json`, 404],
      ['GET', `${base}/.sync/version.txt`, 404],
      other('MKCOL', 'locks/', 201),
      other('MKCOL', 'temp/', 201),
      ['PROPFIND', `${base}/locks/`, 207, propfind('1')],
      put(lock, 201, '{"type":2}'),
      ['PROPFIND', `${base}/locks/`, 207, propfind('1')],
      other('MKCOL', '.resource/', 201),
      put('info.json', 201, '{"version":3}'),
      put(lock, 204, '{"type":2}'),
      put('0b2f3a.md', 201, 'A note'),
      put('0b2f3a.md', 204, 'A note, changed'),
      other('DELETE', lock, 204),
      other('DELETE', lock, 404),
    )
  })

  test('its next sync lists the folder: each address begins with that of the server', async () => {
    const { client } = await davHub()
    const { play } = client({ headers: common })
    const replies = await play(
      ['MKCOL', base, 201],
      put('info.json', 201, '{"version":3}'),
      put('0b2f3a.md', 201, 'A note'),
      other('MKCOL', 'locks/', 201),
      other('MKCOL', 'locks/', 405),
      ['PROPFIND', `${base}/`, 207, propfind('1')],
      ['GET', `${base}/0b2f3a.md`, 200],
      ['PROPFIND', `${base}/0b2f3a.md`, 207, propfind('0')],
    )
    const listed = replies[5]?.resources ?? []
    expect(listed.map(({ href }) => href)).toEqual([
      `${base}/`,
      `${base}/0b2f3a.md`,
      `${base}/info.json`,
      `${base}/locks/`,
    ])
    expect(listed.map(({ isFolder }) => isFolder)).toEqual([true, false, false, true])
    // Where every propstat of a single response were a 404, the file would count as missing.
    expect(replies[7]?.resources[0]?.statuses).toEqual(['HTTP/1.1 200 OK'])
  })

  test('a file is moved by its full address', async () => {
    const hub = await davHub()
    const { play } = hub.client({ headers: common })
    const destination = urlOf(hub, `${base}/info.json`)
    await play(
      ['MKCOL', base, 201],
      put('temp.json', 201, '{}'),
      ['MOVE', `${base}/temp.json`, 201, { headers: { destination, overwrite: 'T', ...ignored } }],
      ['GET', `${base}/info.json`, 200],
    )
  })

  test('an error says in words what is wrong, for its log', async () => {
    const { client } = await davHub()
    const { status, text } = await client({ headers: common }).ask('PUT', `${base}/a/b.md`, {
      headers: ignored,
      body: 'x',
    })
    expect(status).toBe(409)
    expect(text).not.toBe('')
  })
})
