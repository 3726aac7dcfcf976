import { describe, expect, test } from 'vitest'
import { type DavReply, davHub } from '../../../helpers/dav.ts'

// What the npm package "webdav" 5.8.0 sends (perry-mitchell/webdav-client, source/operations): its
// PROPFIND has no body.
const accept = 'text/plain,application/xml'
const stat = { headers: { accept, depth: '0' } }
const list = { headers: { accept, depth: '1' } }
const octets = { 'content-type': 'application/octet-stream' }
const store = (body: string | Buffer) => ({ headers: octets, body })
const files = (reply?: DavReply) => reply?.resources.filter(({ isFolder }) => !isFolder) ?? []

describe('ScriptCat (packages/filesystem/webdav/webdav.ts and service_worker/synchronize.ts, 1.5.0)', () => {
  const headers = {
    origin: 'chrome-extension://ndcooeababalnlpkfedmmbbbgkljhpjf',
    'x-requested-with': 'XMLHttpRequest',
  }
  const folder = '/dav/ScriptCat/sync/'
  const script = `${folder}2c7a4b1e.user.js`

  test('it verifies, makes its folders one by one, and stores a pair a script', async () => {
    const { client } = await davHub('scriptcat')
    const { play } = client({ headers })
    const [quota] = await play(
      ['PROPFIND', '/dav/', 207, stat],
      ['PROPFIND', '/dav/', 207, list],
      ['MKCOL', '/dav/ScriptCat/', 201],
      ['MKCOL', folder, 201],
      ['PROPFIND', folder, 207, list],
      ['PUT', script, 201, store('// ==UserScript==')],
      ['PUT', `${folder}2c7a4b1e.meta.json`, 201, store('{"uuid":"2c7a4b1e"}')],
      ['PUT', `${folder}scriptcat-sync.json`, 201, store('{"version":"1.5.0"}')],
      ['PROPFIND', folder, 207, list],
    )
    // It splits the status line of the first propstat by spaces.
    expect(quota?.resources[0]?.statuses[0]).toBe('HTTP/1.1 200 OK')
  })

  test('folders that are there are fine, and a list of a missing one is empty', async () => {
    const { client } = await davHub('scriptcat')
    await client({ headers }).play(
      ['PROPFIND', folder, 404, list],
      ['MKCOL', '/dav/ScriptCat/', 201],
      ['MKCOL', '/dav/ScriptCat/', 405],
    )
  })

  test('the ETag in the list changes with the content, and only with it', async () => {
    const { client } = await davHub('scriptcat')
    const { play } = client({ headers })
    const digest = (reply?: DavReply) => files(reply)[0]?.found.getetag
    const replies = await play(
      ['MKCOL', '/dav/ScriptCat/', 201],
      ['MKCOL', folder, 201],
      ['PUT', script, 201, store('1')],
      ['PROPFIND', folder, 207, list],
      ['PROPFIND', folder, 207, list],
      ['PUT', script, 204, store('2')],
      ['PROPFIND', folder, 207, list],
      ['GET', script, 200, { headers: { accept: 'text/plain' } }],
      ['DELETE', script, 204],
      ['DELETE', script, 404],
    )
    const digests = [replies[3], replies[4], replies[6]].map(digest)
    expect(digests[0]).toMatch(/^"[^"]+"$/)
    expect(digests[1]).toBe(digests[0])
    expect(digests[2]).not.toBe(digests[0])
    expect(replies[7]?.text).toBe('2')
  })

  test('its backup is a zip with the date in its name', async () => {
    const { client } = await davHub('scriptcat')
    const zip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex')
    const path = '/dav/ScriptCat/scriptcat-backup-2025-03-01T12-00-00.zip'
    const [, , read] = await client({ headers }).play(
      ['MKCOL', '/dav/ScriptCat/', 201],
      ['PUT', path, 201, store(zip)],
      ['GET', path, 200],
    )
    expect(read?.bytes).toEqual(zip)
  })
})

describe('uBlacklist (iorate/ublacklist src/scripts/sync-backends/webdav.ts, 10.0.2)', () => {
  const headers = { origin: 'chrome-extension://pncfbmialoiaghdehhbnbhkkgmjanfhe' }
  const path = '/dav/ublacklist/blocklist.txt'
  const at = (date: string) => ({
    headers: {
      ...octets,
      'x-oc-mtime': String(Date.parse(date) / 1_000),
      'x-last-modified': date,
      'last-modified': date,
    },
    body: '*://example.com/*',
  })

  test('its folder is made where it is missing, and the date that it sends decides', async () => {
    const { client } = await davHub('ublacklist')
    const date = 'Sat, 01 Mar 2025 08:00:00 GMT'
    const replies = await client({ headers }).play(
      ['PROPFIND', '/dav/ublacklist', 404, stat],
      ['MKCOL', '/dav/ublacklist/', 201],
      ['PROPFIND', path, 404, stat],
      ['PUT', path, 201, at(date)],
      ['PROPFIND', path, 207, stat],
      ['GET', path, 200, { headers: { accept: 'text/plain' } }],
    )
    expect(replies[3]?.headers['x-oc-mtime']).toBe('accepted')
    expect(replies[4]?.resources).toHaveLength(1)
    expect(replies[4]?.resources[0]?.found.getlastmodified).toBe(date)
    expect(replies[5]?.text).toBe('*://example.com/*')
  })

  test('an older date goes with a later PUT: the client has decided by itself', async () => {
    const { client } = await davHub('ublacklist')
    const older = 'Fri, 28 Feb 2025 08:00:00 GMT'
    const replies = await client({ headers }).play(
      ['MKCOL', '/dav/ublacklist/', 201],
      ['PUT', path, 201, at('Sat, 01 Mar 2025 08:00:00 GMT')],
      ['PUT', path, 204, at(older)],
      ['PROPFIND', path, 207, stat],
    )
    expect(replies[3]?.resources[0]?.found.getlastmodified).toBe(older)
  })

  test('with no path of its own it writes beside the root', async () => {
    const { client } = await davHub('ublacklist')
    const root = await client({ headers }).step('PROPFIND', '/dav', 207, stat)
    expect(root.resources.map(({ isFolder }) => isFolder)).toEqual([true])
    await client({ headers }).step('PUT', '/dav/blocklist.txt', 201, store('x'))
  })
})

describe('other apps with the npm package (Cherry Studio, MusicFree)', () => {
  test('a PUT that must not replace is refused with 412, and reads as "false"', async () => {
    const { client } = await davHub()
    const onlyNew = { headers: { ...octets, 'if-none-match': '*' }, body: 'x' }
    await client().play(
      ['PUT', '/dav/backup.zip', 201, onlyNew],
      ['PUT', '/dav/backup.zip', 412, onlyNew],
    )
  })

  test('a lock is read from the body, and given back without brackets', async () => {
    const { client } = await davHub()
    const { play, step } = client()
    const body =
      '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner><href>me</href></owner></lockinfo>'
    const timeout = 'Infinite, Second-4100000000'
    const [, locked] = await play(
      ['PUT', '/dav/a.json', 201, store('1')],
      ['LOCK', '/dav/a.json', 200, { headers: { accept, timeout }, body }],
    )
    const token = /<D:locktoken><D:href>([^<]+)<\/D:href><\/D:locktoken>/.exec(locked?.text ?? '')
    expect(token?.[1]).toBeTruthy()
    await step('UNLOCK', '/dav/a.json', 204, { headers: { 'lock-token': token?.[1] ?? '' } })
  })

  test('a whole tree is listed where it is small', async () => {
    const { client } = await davHub()
    const deep = { headers: { accept, depth: 'infinity' } }
    const [, , , listed] = await client().play(
      ['MKCOL', '/dav/a/', 201],
      ['MKCOL', '/dav/a/b/', 201],
      ['PUT', '/dav/a/b/c.json', 201, store('1')],
      ['PROPFIND', '/dav/', 207, deep],
    )
    expect(listed?.resources.map(({ href }) => href)).toEqual([
      '/dav/',
      '/dav/a/',
      '/dav/a/b/',
      '/dav/a/b/c.json',
    ])
  })
})
