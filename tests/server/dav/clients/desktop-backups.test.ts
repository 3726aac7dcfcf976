import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { davHub, type Sent } from '../../../helpers/dav.ts'

// What the .NET package WebDav.Client sends: all properties, of the folder and what is in it.
const dotNetList: Sent = {
  headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
  body: '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:allprop /></D:propfind>',
}
const zip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex')

describe('v2rayN (v2rayN/ServiceLib/Manager/WebDavManager.cs, af0eb9ed)', () => {
  const folder = '/dav/v2rayN_backup'

  test('it tries the connection with a small file, and stores one zip', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const text = { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'readme_test' }
    const replies = await play(
      ['MKCOL', folder, 201],
      ['PUT', `${folder}/readme_test`, 201, text],
      ['DELETE', `${folder}/readme_test`, 204],
      // Each time it makes the folder again, and does not mind that it is there.
      ['MKCOL', folder, 405],
      ['PUT', `${folder}/backup.zip`, 201, { body: zip }],
      ['MKCOL', folder, 405],
      ['PUT', `${folder}/backup.zip`, 204, { body: [zip] }],
      ['MKCOL', folder, 405],
      ['GET', `${folder}/backup.zip`, 200],
    )
    expect(replies[8]?.bytes).toEqual(zip)
  })
})

describe('v2rayNG (V2rayNG/app/src/main/java/com/v2ray/ang/handler/WebDavManager.kt, c08147c3)', () => {
  const put: Sent = { headers: { 'content-type': 'application/zip' }, body: zip }

  test('it makes every folder of the path, from the root of the host on, and stores one zip', async () => {
    const { client } = await davHub()
    const path = '/dav/backups/backup_ng.zip'
    const replies = await client().play(
      ['MKCOL', '/dav', 405],
      ['MKCOL', '/dav/backups', 201],
      ['PUT', path, 201, put],
      ['MKCOL', '/dav', 405],
      ['MKCOL', '/dav/backups', 405],
      ['PUT', path, 204, put],
      ['GET', path, 200],
    )
    expect(replies[6]?.bytes).toEqual(zip)
  })

  test('so it does with the address of a Nextcloud', async () => {
    const { client } = await davHub()
    const folders = ['/remote.php', '/remote.php/dav', '/remote.php/dav/files']
    for (const folder of [...folders, '/remote.php/dav/files/ada']) {
      await client().step('MKCOL', folder, 405)
    }
    await client().play(
      ['MKCOL', '/remote.php/dav/files/ada/backups', 201],
      ['PUT', '/remote.php/dav/files/ada/backups/backup_ng.zip', 201, put],
    )
  })
})

describe('STranslate (ViewModels/Preference/BackupViewModel.cs, 92f09c9)', () => {
  const folder = '/dav/stranslate/'
  const file = `${folder}stranslate_backup_20250301120000.zip`

  test('it lists the root, makes its folder, and counts on exactly 201 for a new file', async () => {
    const { client } = await davHub()
    await client({ afterRefusal: true }).play(
      ['PROPFIND', '/dav/', 207, dotNetList],
      ['PROPFIND', folder, 404, dotNetList],
      ['MKCOL', folder, 201],
      ['PUT', file, 201, { body: zip }],
    )
  })

  test('a backup is listed, renamed with exactly 201, and deleted with exactly 204', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const renamed = `${folder}before%20the%20trip.zip`
    const replies = await play(
      ['MKCOL', folder, 201],
      ['PUT', file, 201, { body: zip }],
      ['PROPFIND', folder, 207, dotNetList],
      ['GET', file, 200],
      ['MOVE', file, 201, { headers: { destination: renamed, overwrite: 'T' } }],
      ['PROPFIND', folder, 207, dotNetList],
      ['DELETE', renamed, 204],
    )
    expect(replies[5]?.resources.map(({ href }) => href)).toEqual([folder, renamed])
  })
})

describe('electerm (src/app/server/webdav-sync.js, 5.3.0)', () => {
  // Sent with everything, also where there is no body.
  const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' }
  const file = (name: string) => `/dav/electerm/${name}`

  test('it tests by a PROPFIND of the root, and uploads a file a section', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    await play(
      ['PROPFIND', '/dav/', 207, { headers: { depth: '0' } }],
      ['MKCOL', '/dav/electerm', 201],
      ['PUT', file('bookmarks.json'), 201, { body: '[{"id":"a"}]' }],
      ['PUT', file('settings.json'), 201, { body: '{}' }],
      ['MKCOL', '/dav/electerm', 405],
      ['PUT', file('bookmarks.json'), 204, { body: '[]' }],
    )
  })

  test('it downloads what there is; a section that is not there is 404', async () => {
    const { client } = await davHub()
    const replies = await client({ headers }).play(
      ['MKCOL', '/dav/electerm', 201],
      ['PUT', file('bookmarks.json'), 201, { body: '[{"id":"a"}]' }],
      ['GET', file('settings.json'), 404],
      ['GET', file('bookmarks.json'), 200],
    )
    expect(replies[3]?.text).toBe('[{"id":"a"}]')
  })
})

describe('CC Switch (src-tauri/src/services/webdav.rs and webdav_sync.rs, 3.20.0)', () => {
  const folders = ['cc-switch-sync', 'v2', 'db-v6', 'default'].map(
    (_, at, all) => `/dav/${all.slice(0, at + 1).join('/')}/`,
  )
  const folder = folders.at(-1) ?? ''
  const store = (type: string, body: string): Sent => ({ headers: { 'content-type': type }, body })

  test('it makes each folder, and stores the manifest last', async () => {
    const { client } = await davHub()
    const { play, step } = client()
    const missing = await step('GET', `${folder}manifest.json`, 404)
    expect(missing.headers.etag).toBeUndefined()
    await step('PROPFIND', '/dav/', 207, { headers: { depth: '0' } })
    for (const path of folders) await step('MKCOL', path, 201)
    // The next time it asks whether what refuses to be made is a folder.
    for (const path of folders) {
      await play(['MKCOL', path, 405], ['PROPFIND', path, 207, { headers: { depth: '0' } }])
    }
    const manifest = '{"version":2}'
    const replies = await play(
      ['PUT', `${folder}db.sql`, 201, store('application/sql', 'BEGIN;')],
      ['PUT', `${folder}skills.zip`, 201, store('application/zip', 'PK')],
      ['PUT', `${folder}manifest.json`, 201, store('application/json', manifest)],
      ['HEAD', `${folder}manifest.json`, 200],
      ['GET', `${folder}manifest.json`, 200],
      ['GET', `${folder}db.sql`, 200],
    )
    expect(replies[3]?.headers.etag).toBe(replies[4]?.headers.etag)
    const sha256 = (text = '') => createHash('sha256').update(text).digest('hex')
    expect(sha256(replies[4]?.text)).toBe(sha256(manifest))
    expect(replies[5]?.headers['content-length']).toBe('6')
  })
})
