import { describe, expect, test } from 'vitest'
import { allApps } from '../../../../server/storage/all-apps.ts'
import { davHub, type Sent, urlOf } from '../../../helpers/dav.ts'

describe('DAVx5 mounts (core/src/main/kotlin/at/bitfire/davdroid/webdav, 2534c16b0)', () => {
  const list: Sent = {
    headers: { 'content-type': 'application/xml; charset=utf-8', depth: '1' },
    body: "<?xml version='1.0' encoding='UTF-8' ?><propfind xmlns=\"DAV:\"><prop><resourcetype /><current-user-privilege-set /><displayname /><getetag /><getcontenttype /><getcontentlength /><getlastmodified /><quota-available-bytes /><quota-used-bytes /></prop></propfind>",
  }
  const file = '/dav/vimium-options.json'
  const create: Sent = { headers: { 'if-none-match': '*' }, body: '' }

  test('a mount is added where OPTIONS says that WebDAV is there', async () => {
    const { client } = await davHub()
    const { headers } = await client({ afterRefusal: true }).step('OPTIONS', '/dav/', 200)
    const versions = headers.dav?.toString().split(/,\s*/) ?? []
    expect(versions).toEqual(expect.arrayContaining(['1']))
    expect(headers.allow).toContain('PROPFIND')
  })

  test('a list says what is a folder; of the folder itself, what is free and used', async () => {
    const { client } = await davHub()
    const replies = await client().play(
      ['MKCOL', '/dav/exports', 201],
      ['PUT', file, 201, { body: '{}' }],
      ['PROPFIND', '/dav/', 207, list],
    )
    const [self, folder, one] = replies[2]?.resources ?? []
    expect([self?.href, folder?.href, one?.href]).toEqual(['/dav/', '/dav/exports/', file])
    expect([self, folder, one].map((each) => each?.isFolder)).toEqual([true, true, false])
    expect(self?.found['quota-used-bytes']).toMatch(/^\d+$/)
    expect(self?.found['quota-available-bytes']).toMatch(/^\d+$/)
    expect(one?.found).toMatchObject({ displayname: 'vimium-options.json', getcontentlength: '2' })
    // What the hub does not have comes last, as missing.
    expect(one?.statuses[0]).toBe('HTTP/1.1 200 OK')
    expect(one?.missing).toContain('current-user-privilege-set')
  })

  test('an app saves: an empty file that must be new, a HEAD, then the content in chunks', async () => {
    const { client, kept } = await davHub()
    const replies = await client().play(
      ['PUT', file, 201, create],
      ['HEAD', file, 200],
      ['PUT', file, 204, { body: ['{"a":', '1}'] }],
      ['HEAD', file, 200],
      ['GET', file, 200],
    )
    expect(replies[1]?.headers['content-length']).toBe('0')
    expect(replies[3]?.headers['content-length']).toBe('7')
    expect(replies[4]?.text).toBe('{"a":1}')
    // The empty file was only a place for it.
    expect((await kept('vimium-options.json'))?.versions).toBe(1)
  })

  test('a name that is taken is refused, so that it tries the next', async () => {
    const { client } = await davHub()
    await client().play(
      ['PUT', file, 201, { body: '{}' }],
      ['PUT', file, 412, create],
      ['PUT', '/dav/vimium-options_1.json', 201, create],
      ['GET', file, 200],
    )
  })

  test('an app opens a file: read in pieces, of the version that it was opened at', async () => {
    const { client } = await davHub()
    const { play, step } = client()
    const [, head] = await play(['PUT', file, 201, { body: '0123456789' }], ['HEAD', file, 200])
    expect(head?.headers['accept-ranges']).toBe('bytes')
    const etag = head?.headers.etag ?? ''
    const range = { headers: { range: 'bytes=2-5', 'if-match': etag, accept: '*/*' } }
    const part = await step('GET', file, 206, range)
    expect([part.text, part.headers['content-range']]).toEqual(['2345', 'bytes 2-5/10'])
    await play(['PUT', file, 204, { body: 'changed' }], ['GET', file, 412, range])
  })

  test('a file is renamed where the new name is free', async () => {
    const hub = await davHub()
    const headers = { destination: urlOf(hub, '/dav/b.json'), overwrite: 'F' }
    await hub
      .client()
      .play(
        ['PUT', '/dav/a.json', 201, { body: '1' }],
        ['PUT', '/dav/b.json', 201, { body: '2' }],
        ['MOVE', '/dav/a.json', 412, { headers }],
        ['DELETE', '/dav/b.json', 204],
        ['MOVE', '/dav/a.json', 201, { headers }],
      )
  })
})

describe('a mount with the key for all apps', () => {
  test('has a folder for each app, in which any app of the phone saves', async () => {
    const { client, hub } = await davHub(allApps)
    const depth = { headers: { depth: '1' } }
    const file = '/dav/vimium/vimium-options.json'
    const replies = await client().play(
      ['PROPFIND', '/dav/', 207, depth],
      ['PUT', file, 201, { headers: { 'if-none-match': '*' }, body: '' }],
      ['HEAD', file, 200],
      ['PUT', file, 204, { body: ['{"a":', '1}'] }],
      ['PROPFIND', '/dav/vimium/', 207, depth],
    )
    const folders = [...hub.apps.all.keys()].sort().map((type) => `/dav/${type}/`)
    expect(replies[0]?.resources.map(({ href }) => href)).toEqual(['/dav/', ...folders])
    expect(replies[4]?.resources.map(({ href }) => href)).toEqual(['/dav/vimium/', file])
  })

  test('the folders themselves stay as they are', async () => {
    const hub = await davHub(allApps)
    const { play } = hub.client()
    const away = { headers: { destination: urlOf(hub, '/dav/other'), overwrite: 'T' } }
    await play(
      // Programs make folders that may be there, and take this for an answer.
      ['MKCOL', '/dav/vimium/', 405],
      ['MKCOL', '/dav/unknown-app/', 400],
      ['PUT', '/dav/note.txt', 400, { body: 'x' }],
      ['MOVE', '/dav/vimium', 400, away],
      ['DELETE', '/dav/vimium', 400],
      ['PROPFIND', '/dav/vimium', 207, { headers: { depth: '0' } }],
    )
  })
})

describe('RSAF, a document provider on rclone (requests as rclone 1.60 sent them to Apache)', () => {
  const headers = { 'user-agent': 'rclone/v1.60.1' }
  const list = { headers: { depth: '1' } }
  const [folder, a, b] = ['/dav/exports/', '/dav/exports/a.txt', '/dav/exports/b.txt']
  const text = { 'content-type': 'text/plain; charset=utf-8' }

  test('a file is stored: asked for, its folder made, written, and asked for again', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const replies = await play(
      ['PROPFIND', a, 404, list],
      ['MKCOL', folder, 201],
      ['PUT', a, 201, { headers: text, body: 'hello\n' }],
      ['PROPFIND', a, 207, list],
      ['MKCOL', folder, 405],
      ['PUT', a, 204, { headers: text, body: 'hello again\n' }],
      ['PROPFIND', a, 207, list],
      ['PROPFIND', folder, 207, list],
      // It leaves the depth on a GET.
      ['GET', a, 200, { headers: { depth: '0' } }],
      ['DELETE', a, 204],
    )
    expect(replies[6]?.resources.map(({ href }) => href)).toEqual([a])
    expect(replies[6]?.resources[0]?.found.getcontentlength).toBe('12')
    expect(replies[8]?.text).toBe('hello again\n')
  })

  test('a file is moved only where the target is free', async () => {
    const hub = await davHub()
    await hub
      .client({ headers })
      .play(
        ['MKCOL', folder, 201],
        ['PUT', a, 201, { headers: text, body: '1' }],
        ['PROPFIND', b, 404, list],
        ['MOVE', a, 201, { headers: { destination: urlOf(hub, b), overwrite: 'F' } }],
        ['PROPFIND', b, 207, list],
      )
  })

  test('set to "Nextcloud", it sends the date and a checksum, and asks for checksums', async () => {
    const { client } = await davHub()
    const body =
      '<?xml version="1.0"?>\n<d:propfind  xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">\n <d:prop>\n  <d:displayname />\n  <d:getlastmodified />\n  <d:getcontentlength />\n  <d:resourcetype />\n  <d:getcontenttype />\n  <oc:checksums />\n </d:prop>\n</d:propfind>\n'
    const checksum = 'SHA1:0d2aae7d156d796b97ae11b4dba506a55f54a75e'
    const sent = { ...text, 'x-oc-mtime': '1740730000', 'oc-checksum': checksum }
    const replies = await client({ headers }).play(
      ['PUT', '/dav/a.txt', 201, { headers: sent, body: 'hello2\n' }],
      ['PROPFIND', '/dav/a.txt', 207, { headers: { depth: '1' }, body }],
    )
    expect(replies[0]?.headers['x-oc-mtime']).toBe('accepted')
    const { found } = replies[1]?.resources[0] ?? {}
    expect(Date.parse(found?.getlastmodified ?? '')).toBe(1_740_730_000_000)
  })
})
