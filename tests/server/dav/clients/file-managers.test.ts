import { describe, expect, test } from 'vitest'
import { type DavReply, davHub, type Sent, urlOf } from '../../../helpers/dav.ts'

const note = '/dav/note.txt'
const propfind = (depth: string, ...names: string[]): Sent => ({
  headers: { 'content-type': 'application/xml', depth },
  body: `<?xml version="1.0" encoding="utf-8"?>\n<propfind xmlns="DAV:"><prop>\n${names.map((name) => `<${name} xmlns="DAV:"/>`).join('\n')}\n</prop></propfind>\n`,
})
const lockInfo = (owner: string) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<lockinfo xmlns='DAV:'>\n <lockscope><exclusive/></lockscope>\n<locktype><write/></locktype><owner>${owner}</owner>\n</lockinfo>\n`
/** The token of a lock, as the header of its answer has it. */
const tokenOf = (reply?: DavReply) => {
  const token = String(reply?.headers['lock-token'])
  expect(token).toMatch(/^<[^<>]+>$/)
  return token
}

describe('Finder (webdavfs; requests as in pydio/pydio-core#581 and modeshape#841)', () => {
  const headers = { 'user-agent': 'WebDAVFS/3.0.0 (03008000) Darwin/23.0.0 (x86_64)' }
  const stat = propfind('0', 'getlastmodified', 'getcontentlength', 'resourcetype')
  const quota = propfind('0', 'quota-available-bytes', 'quota-used-bytes')

  test('it mounts to write only where locks are there, and asks how much is free', async () => {
    const { client } = await davHub()
    const replies = await client({ headers, afterRefusal: true }).play(
      ['OPTIONS', '/dav/', 200],
      ['PROPFIND', '/dav/', 207, stat],
      ['PROPFIND', '/dav/', 207, quota],
    )
    expect(String(replies[0]?.headers.dav).split(/,\s*/)).toContain('2')
    // It looks for the header as RFC 4918 writes it.
    expect(replies[0]?.headerNames).toContain('DAV')
    expect(replies[2]?.resources[0]?.found['quota-used-bytes']).toMatch(/^\d+$/)
  })

  test('it copies a file: empty first, then locked and in chunks, with one beside it', async () => {
    const { client, kept } = await davHub()
    const { play, step } = client({ headers })
    const locking = {
      timeout: 'Second-600',
      depth: '0',
      'content-type': 'text/xml; charset="utf-8"',
    }
    for (const path of [note, '/dav/._note.txt']) {
      const [, , locked] = await play(
        ['PROPFIND', path, 404, stat],
        ['PUT', path, 201, { body: '' }],
        ['LOCK', path, 200, { headers: locking, body: lockInfo('finder') }],
      )
      const token = tokenOf(locked)
      const held = { if: `(${token})` }
      await play(
        [
          'PUT',
          path,
          204,
          { headers: { ...held, 'x-expected-entity-length': '5' }, body: ['hel', 'lo'] },
        ],
        ['PROPFIND', path, 207, stat],
        ['UNLOCK', path, 204, { headers: { 'lock-token': token } }],
      )
    }
    expect((await step('GET', note, 200)).text).toBe('hello')
    await step('DELETE', '/dav/._note.txt', 204)
    expect((await kept('note.txt'))?.versions).toBe(1)
    expect(await kept('._note.txt')).toBeUndefined()
  })

  test('a lock on a name that is free makes an empty file', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const [locked] = await play(['LOCK', note, 201, { body: lockInfo('finder') }])
    await play(
      ['PUT', note, 204, { headers: { if: `(${tokenOf(locked)})` }, body: 'hello' }],
      ['UNLOCK', note, 204, { headers: { 'lock-token': tokenOf(locked) } }],
    )
  })
})

describe('Windows (WebDAV-MiniRedir; requests as in wsgidav#112 and GCDWebServer#319)', () => {
  const headers = {
    'user-agent': 'Microsoft-WebDAV-MiniRedir/10.0.22621',
    translate: 'f',
    connection: 'Keep-Alive',
  }
  const proppatch = (...names: string[]) =>
    `<?xml version="1.0" encoding="utf-8" ?><D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop>${names.map((name) => `<Z:${name}>Sat, 01 Mar 2025 12:00:00 GMT</Z:${name}>`).join('')}</D:prop></D:set></D:propertyupdate>`
  const xml = { 'content-type': 'text/xml; charset="utf-8"' }

  test('it asks the root of the server first', async () => {
    const { client } = await davHub()
    const { play } = client({ headers, user: 'DESKTOP\\ada', afterRefusal: true })
    const [options] = await play(
      ['OPTIONS', '/dav', 200],
      ['PROPFIND', '/dav', 207, { headers: { depth: '0' }, body: '' }],
      ['PROPFIND', '/dav', 207, { headers: { depth: '1' }, body: '' }],
    )
    expect(options?.headers['ms-author-via']).toBe('DAV')
    const root = await client({ headers }).ask('PROPFIND', '/', { headers: { depth: '0' } })
    expect(root.status).toBe(207)
  })

  test('it copies a file: empty, locked without a depth, its dates, the content, its dates', async () => {
    const { client, kept } = await davHub()
    const { play, step } = client({ headers, user: 'DESKTOP\\ada' })
    const timed = { ...xml, timeout: 'Second-3600' }
    const [, , locked] = await play(
      ['PROPFIND', note, 404, { headers: { depth: '0' }, body: '' }],
      ['PUT', note, 201, { body: '' }],
      ['LOCK', note, 200, { headers: timed, body: lockInfo('<href>DESKTOP\\ada</href>') }],
    )
    const token = tokenOf(locked)
    const held = { ...xml, if: `(${token})` }
    const names = ['Win32CreationTime', 'Win32LastAccessTime', 'Win32LastModifiedTime']
    const replies = await play(
      ['PROPPATCH', note, 207, { headers: held, body: proppatch(...names, 'Win32FileAttributes') }],
      ['HEAD', note, 200],
      ['PUT', note, 204, { headers: { if: `(${token})` }, body: 'hello' }],
      ['PROPPATCH', note, 207, { headers: held, body: proppatch('Win32LastModifiedTime') }],
      ['UNLOCK', note, 204, { headers: { 'lock-token': token } }],
    )
    for (const at of [0, 3]) {
      expect(replies[at]?.resources[0]?.statuses).toEqual(['HTTP/1.1 200 OK'])
    }
    expect((await step('GET', note, 200)).text).toBe('hello')
    // The domain before its name is none of a device.
    expect(await kept('note.txt')).toMatchObject({ versions: 1, current: { deviceName: 'ada' } })
  })

  test('while it holds the lock nobody else writes, and everybody reads', async () => {
    const { client } = await davHub()
    const [first, second] = [client({ headers }), client({ user: 'Phone' })]
    const [, locked] = await first.play(
      ['PUT', note, 201, { body: '1' }],
      ['LOCK', note, 200, { headers: xml, body: lockInfo('ada') }],
    )
    await second.play(
      ['GET', note, 200],
      ['PUT', note, 423, { body: '2' }],
      ['DELETE', note, 423],
      ['LOCK', note, 423, { headers: xml, body: lockInfo('bob') }],
    )
    await first.step('UNLOCK', note, 204, { headers: { 'lock-token': tokenOf(locked) } })
    await second.step('PUT', note, 204, { body: '2' })
  })
})

describe('davfs2 (requests as davfs2 1.6.1 sent them to this door)', () => {
  const headers = { 'user-agent': 'davfs2/1.6.1 neon/0.32.5', te: 'trailers' }
  const list = propfind('1', 'resourcetype', 'getcontentlength', 'getetag', 'getlastmodified')

  test('it writes a new file with a lock and a condition, then a version of it', async () => {
    const hub = await davHub()
    const { play, step } = hub.client({ headers })
    const locking: Sent = {
      headers: { 'content-type': 'application/xml', depth: '0', timeout: 'Second-1800' },
      body: lockInfo('u'),
    }
    const replies = await play(
      ['OPTIONS', '/dav/', 200],
      ['PROPFIND', '/dav/', 207, list],
      ['PROPFIND', '/dav/', 207, propfind('0', 'quota-available-bytes', 'quota-used-bytes')],
      ['LOCK', note, 201, locking],
    )
    const tagged = (token: string) => ({ if: `<${urlOf(hub, note)}> (${token})` })
    const first = tokenOf(replies[3])
    // After a 201 it looks at what the lock has made, and writes over just that.
    const empty = await step('HEAD', note, 200)
    const [stored] = await play(
      [
        'PUT',
        note,
        204,
        { headers: { ...tagged(first), 'if-match': empty.headers.etag ?? '' }, body: 'one\n' },
      ],
      ['UNLOCK', note, 204, { headers: { 'lock-token': first } }],
    )
    const second = tokenOf(await step('LOCK', note, 200, locking))
    const ifMatch = { 'if-match': stored?.headers.etag ?? '' }
    await play(
      ['PUT', note, 204, { headers: { ...tagged(second), ...ifMatch }, body: 'two\n' }],
      ['UNLOCK', note, 204, { headers: { 'lock-token': second } }],
      ['DELETE', note, 204],
    )
  })
})

describe('gvfs, of GNOME (requests as gvfs 1.50 sent them to this door)', () => {
  const headers = { 'user-agent': 'gvfs/1.50.3', 'accept-language': 'en' }
  const kind = (depth: string) => propfind(depth, 'resourcetype', 'getcontentlength')
  const names = ['creationdate', 'displayname', 'getcontentlength', 'getcontenttype', 'getetag']
  const info = (depth: string): Sent => {
    const { headers, body = '' } = propfind(depth, ...names, 'getlastmodified', 'resourcetype')
    return { headers: { ...headers, 'apply-to-redirect-ref': 'T' }, body }
  }

  test('it mounts without a slash at the end, and looks whether the folder above is one too', async () => {
    const { client } = await davHub()
    const replies = await client({ headers, afterRefusal: true }).play(
      ['OPTIONS', '/dav', 200],
      ['PROPFIND', '/dav', 207, kind('1')],
      // It climbs for as long as there are folders.
      ['OPTIONS', '/', 200],
      ['PROPFIND', '/', 207, kind('1')],
    )
    expect(replies[1]?.resources[0]?.isFolder).toBe(true)
    expect(replies[3]?.resources.map(({ href }) => href)).toEqual(['/', '/dav/'])
  })

  test('it copies, saves, reads, renames and removes', async () => {
    const hub = await davHub()
    const { play } = hub.client({ headers })
    const move = { destination: urlOf(hub, '/dav/b.txt'), overwrite: 'F' }
    const replies = await play(
      ['PROPFIND', note, 404, info('0')],
      ['PROPFIND', note, 404, kind('0')],
      ['PUT', note, 201, { headers: { overwrite: 'T' }, body: '1\n' }],
      ['PROPFIND', note, 207, info('0')],
      ['PUT', note, 204, { headers: { overwrite: 'T' }, body: '2\n' }],
      ['PUT', note, 204, { body: '3\n' }],
      ['GET', note, 200],
      ['PROPFIND', '/dav', 207, info('1')],
      ['MOVE', note, 201, { headers: move }],
      ['PROPFIND', '/dav/b.txt', 207, kind('1')],
      ['DELETE', '/dav/b.txt', 204],
    )
    expect(replies[6]?.text).toBe('3\n')
    expect(replies[7]?.resources.map(({ href }) => href)).toEqual(['/dav/', note])
  })
})

describe('Dolphin and all of KDE (KDE/kio src/kioworkers/http/http.cpp, 000bfc80)', () => {
  // Also where there is no body.
  const xml = { 'content-type': 'text/xml; charset=utf-8' }
  const names = ['creationdate', 'getcontentlength', 'displayname', 'source', 'getcontenttype']
  const more = ['getlastmodified', 'getetag', 'supportedlock', 'lockdiscovery', 'resourcetype']
  const info = (depth: string): Sent => ({
    headers: { ...xml, depth },
    body: `<?xml version="1.0" encoding="utf-8" ?><D:propfind xmlns:D="DAV:"><D:prop>${[...names, ...more, 'quota-available-bytes', 'quota-used-bytes'].map((name) => `<D:${name}/>`).join('')}</D:prop></D:propfind>`,
  })

  test('it lists, makes a folder, stores, copies, renames and removes', async () => {
    const { client, origin } = await davHub()
    const { play } = client({ afterRefusal: true })
    // It names the target by its own scheme.
    const target = (path: string) => ({
      headers: {
        ...xml,
        destination: origin.replace('http:', 'webdav:') + path,
        overwrite: 'F',
        depth: 'infinity',
      },
    })
    const replies = await play(
      ['PROPFIND', '/dav', 207, info('0')],
      ['PROPFIND', '/dav', 207, info('1')],
      ['MKCOL', '/dav/notes', 201, { headers: xml }],
      ['PROPFIND', '/dav/notes/a.txt', 404, info('0')],
      ['PUT', '/dav/notes/a.txt', 201, { body: 'hello' }],
      ['PROPFIND', '/dav/notes/a.txt', 207, info('0')],
      ['COPY', '/dav/notes', 201, target('/dav/copies')],
      ['MOVE', '/dav/notes/a.txt', 201, target('/dav/notes/b.txt')],
      ['GET', '/dav/copies/a.txt', 200],
      ['DELETE', '/dav/copies', 204],
      ['PROPFIND', '/dav/notes', 207, info('1')],
    )
    const [file] = replies[5]?.resources ?? []
    expect(Date.parse(file?.found.creationdate ?? '')).not.toBeNaN()
    expect(file?.found).toMatchObject({ getcontentlength: '5', getcontenttype: 'text/plain' })
    expect(replies[8]?.text).toBe('hello')
    expect(replies[10]?.resources.map(({ href }) => href)).toEqual([
      '/dav/notes/',
      '/dav/notes/b.txt',
    ])
  })
})
