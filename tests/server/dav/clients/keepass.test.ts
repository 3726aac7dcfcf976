import { describe, expect, test } from 'vitest'
import { davHub, type Sent, urlOf } from '../../../helpers/dav.ts'

const file = '/dav/Passwords.kdbx'
const database = (text: string) =>
  Buffer.concat([Buffer.from('03d9a29a67fb4bb5', 'hex'), Buffer.from(text)])

describe('Keepass2Android (JavaFileStorage WebDavStorage.java, 888600d0)', () => {
  const temp = '/dav/Passwords.tmp.17203948.kdbx'
  const binary = { 'content-type': 'application/binary' }
  /** Without a length, in pieces: its setting for large files. */
  const chunked = (text: string): Sent => {
    const bytes = database(text)
    return { headers: binary, body: [bytes.subarray(0, 5), bytes.subarray(5)] }
  }
  const list = (depth: string): Sent => ({
    headers: { 'content-type': 'application/xml', depth },
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<d:propfind xmlns:d="DAV:">\n <d:prop><d:displayname/><d:getlastmodified/><d:getcontentlength/></d:prop>\n</d:propfind>\n',
  })
  const exists: Sent = {
    headers: { 'content-type': 'application/xml', depth: '0' },
    body: '<?xml version="1.0" encoding="utf-8" ?>\n<D:propfind xmlns:D="DAV:">\n    <D:prop>\n        <D:resourcetype/>\n    </D:prop>\n</D:propfind>',
  }

  test('it lists a folder, and tells folders by the slash at the end of their addresses', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const [, , listed, entry] = await play(
      ['MKCOL', '/dav/backup', 201],
      ['PUT', file, 201, chunked('1')],
      ['PROPFIND', '/dav', 207, list('1')],
      ['PROPFIND', file, 207, list('0')],
    )
    expect(listed?.resources.map(({ href }) => href)).toEqual(
      ['/dav/', file, '/dav/backup/'].sort(),
    )
    expect(entry?.resources).toHaveLength(1)
    const { found, statuses } = entry?.resources[0] ?? {}
    expect(found).toMatchObject({ displayname: 'Passwords.kdbx', getcontentlength: '9' })
    // Only a propstat with the word 200 in its status counts.
    expect(statuses?.[0]?.split(' ')[1]).toBe('200')
  })

  test('it saves to a temporary file, deletes the old one, and moves the new one there', async () => {
    const hub = await davHub()
    const { play } = hub.client({ afterRefusal: true })
    const move = { headers: { destination: urlOf(hub, file), overwrite: 'T' } }
    const replies = await play(
      // The first time there is nothing to delete.
      ['PUT', temp, 201, chunked('1')],
      ['PROPFIND', file, 404, exists],
      ['MOVE', temp, 201, move],
      ['GET', file, 200],
      ['PUT', temp, 201, chunked('2')],
      ['PROPFIND', file, 207, exists],
      ['DELETE', file, 204],
      ['MOVE', temp, 201, move],
      ['GET', file, 200],
      ['PROPFIND', temp, 404, exists],
    )
    expect(replies[3]?.bytes).toEqual(database('1'))
    expect(replies[8]?.bytes).toEqual(database('2'))
    // The deletion is in the history, which goes on; the temporary file leaves none.
    expect((await hub.kept('Passwords.kdbx'))?.versions).toBe(3)
    expect(await hub.kept('Passwords.tmp.17203948.kdbx')).toBeUndefined()
  })

  test('a file that is read and missing is 404; a known length is as good as chunks', async () => {
    const { client } = await davHub()
    await client({ afterRefusal: true }).play(
      ['GET', file, 404],
      ['PUT', file, 201, { headers: binary, body: database('1') }],
      ['GET', file, 200],
      ['DELETE', file, 204],
    )
  })
})

describe('KeeWeb (app/scripts/storage/impl/storage-webdav.js, 1.18.7)', () => {
  const origin = 'https://app.keeweb.info'
  const temp = '/dav/.Passwords.kdbx.1740830400000'
  const uncached = { headers: { 'cache-control': 'no-cache' } }
  const store = (text: string): Sent => ({
    headers: { 'content-type': 'application/octet-stream' },
    body: database(text),
  })
  const rev = (headers?: { 'last-modified'?: string | undefined }) => headers?.['last-modified']

  test('it reads and saves by Last-Modified, which differs after each save, also within a second', async () => {
    const hub = await davHub()
    const { play } = hub.client({ headers: { origin } })
    const move = { headers: { destination: urlOf(hub, file), overwrite: 'T' } }
    const replies = await play(
      // A new file is written as it is.
      ['HEAD', file, 404, uncached],
      ['PUT', file, 201, store('1')],
      ['HEAD', file, 200, uncached],
      // One that is there by a temporary one.
      ['HEAD', file, 200, uncached],
      ['PUT', temp, 201, store('2')],
      ['HEAD', file, 200, uncached],
      ['MOVE', temp, 204, move],
      ['HEAD', file, 200, uncached],
      ['PUT', temp, 201, store('3')],
      ['MOVE', temp, 204, move],
      ['HEAD', file, 200, uncached],
      ['GET', file, 200, uncached],
    )
    const revisions = [2, 5, 7, 10, 11].map((at) => rev(replies[at]?.headers))
    for (const one of revisions) expect(Date.parse(one ?? '')).not.toBeNaN()
    const [first, before, second, third, read] = revisions
    expect(before).toBe(first)
    expect(new Set([first, second, third]).size).toBe(3)
    expect(read).toBe(third)
    expect(replies[11]?.bytes).toEqual(database('3'))
    expect((await hub.kept('Passwords.kdbx'))?.versions).toBe(3)
    expect(await hub.kept('.Passwords.kdbx.1740830400000')).toBeUndefined()
  })

  test('where another device has saved meanwhile, it takes its temporary file away', async () => {
    const { client } = await davHub()
    const [web, phone] = [client({ headers: { origin } }), client({ user: 'Phone' })]
    await web.step('PUT', file, 201, store('1'))
    const opened = await web.step('HEAD', file, 200, uncached)
    await phone.step('PUT', file, 204, store('2'))
    const [, found] = await web.play(
      ['PUT', temp, 201, store('1+')],
      ['HEAD', file, 200, uncached],
      ['DELETE', temp, 204],
    )
    expect(rev(found?.headers)).not.toBe(rev(opened.headers))
  })

  test('on its web page it may read the header that it goes by', async () => {
    const { client } = await davHub()
    const { step } = client({ headers: { origin } })
    await step('PUT', file, 201, store('1'))
    const { headers } = await step('HEAD', file, 200, uncached)
    expect(headers['access-control-allow-origin']).toBe(origin)
    expect(headers['access-control-expose-headers']?.toLowerCase()).toContain('last-modified')
  })

  test('of the destination only the path counts (keeweb#1154)', async () => {
    const { client } = await davHub()
    const moves = ['http://127.0.0.1:1/dav/Passwords.kdbx', '/dav/Passwords.kdbx']
    for (const destination of moves) {
      await client().play(
        ['PUT', temp, 201, store('1')],
        ['MOVE', temp, destination === moves[0] ? 201 : 204, { headers: { destination } }],
      )
    }
  })
})
