import { describe, expect, test } from 'vitest'
import { davHub, type Sent } from '../../../helpers/dav.ts'

const list = (depth: string): Sent => ({
  headers: { 'content-type': 'text/xml; charset="utf-8"', depth },
  body: `<?xml version="1.0" encoding="utf-8" ?>
            <D:propfind xmlns:D="DAV:">
                <D:allprop/>
            </D:propfind>
        `,
})
const headers = { 'user-agent': 'clash-verge/2.5.0 (linux WebDAV-Client)' }
const folder = '/dav/clash-verge-rev-backup'
const put = (body: string): Sent => ({
  headers: { 'content-type': 'application/octet-stream' },
  body,
})

describe('Clash Verge Rev (src-tauri/src/core/backup.rs 2.5.0, by niuhuan/reqwest_dav 0.3.3)', () => {
  test('it makes its folder where a list of it fails, and stores dated backups', async () => {
    const { client } = await davHub()
    await client({ headers }).play(
      ['PROPFIND', folder, 404, list('0')],
      ['MKCOL', folder, 201],
      ['PUT', `${folder}/linux-backup-2025-03-01_12-00-00.zip`, 201, put('PK')],
      ['PROPFIND', folder, 207, list('0')],
    )
  })

  test('each file of its list has all that it needs: one that lacks something fails the whole', async () => {
    const { client } = await davHub()
    const { play, ask } = client({ headers })
    await play(['MKCOL', folder, 201])
    const names = ['a.zip', 'no-ending', 'odd.äöü', 'settings.json', 'profile.yaml']
    for (const name of names) await ask('PUT', `${folder}/${encodeURI(name)}`, put(name))
    const { resources } = await client({ headers }).step('PROPFIND', `${folder}/`, 207, list('1'))
    expect(resources).toHaveLength(names.length + 1)
    for (const { isFolder, found, statuses } of resources) {
      expect(statuses).toEqual(['HTTP/1.1 200 OK'])
      expect(found.getlastmodified).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
      if (isFolder) continue
      expect(found.getcontentlength).toMatch(/^\d+$/)
      expect(found.getcontenttype).toMatch(/^\S+/)
      expect(found.getetag).toMatch(/^"[^"]+"$/)
    }
  })

  test('a backup is read whole, and removed', async () => {
    const { client } = await davHub()
    const path = `${folder}/linux-backup-2025-03-01_12-00-00.zip`
    const replies = await client({ headers }).play(
      ['MKCOL', folder, 201],
      ['PUT', path, 201, put('PK')],
      ['GET', path, 200],
      ['DELETE', path, 204],
      ['PROPFIND', `${folder}/`, 207, list('1')],
    )
    expect(replies[2]?.text).toBe('PK')
    expect(replies[4]?.resources).toHaveLength(1)
  })

  test('a move is told by a path alone', async () => {
    const { client } = await davHub()
    await client({ headers }).play(
      ['PUT', '/dav/a.zip', 201, put('PK')],
      ['MOVE', '/dav/a.zip', 201, { headers: { destination: '/dav/b.zip' } }],
      ['COPY', '/dav/b.zip', 201, { headers: { destination: '/dav/c.zip', overwrite: 'T' } }],
      ['GET', '/dav/c.zip', 200],
    )
  })
})

describe('pot (pot-app/pot-desktop src-tauri/src/backup.rs, 1bbaddb8), by the same crate', () => {
  test('it makes its folder before each thing, and lists, stores, reads and removes in it', async () => {
    const { client } = await davHub()
    const file = '/dav/pot-app/pot-backup.zip'
    const replies = await client().play(
      ['MKCOL', '/dav/pot-app', 201],
      ['PROPFIND', '/dav/pot-app/', 207, list('1')],
      ['MKCOL', '/dav/pot-app', 405],
      ['PUT', file, 201, put('PK')],
      ['MKCOL', '/dav/pot-app', 405],
      ['PROPFIND', '/dav/pot-app/', 207, list('1')],
      ['MKCOL', '/dav/pot-app', 405],
      ['GET', file, 200],
      ['MKCOL', '/dav/pot-app', 405],
      ['DELETE', file, 204],
    )
    expect(replies[5]?.resources.map(({ href }) => href)).toEqual(['/dav/pot-app/', file])
    expect(replies[7]?.text).toBe('PK')
  })
})
