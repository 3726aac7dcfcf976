import { describe, expect, test } from 'vitest'
import { davHub, type Sent, send, urlOf } from '../../../helpers/dav.ts'

// FlClash sends these with everything (lib/common/dav_client.dart), also where there is no body.
const headers = { 'accept-charset': 'utf-8', 'content-type': 'text/xml' }
const options: Sent = { headers: { depth: '0' } }
const list: Sent = {
  headers: {
    depth: '1',
    'content-type': 'application/xml;charset=UTF-8',
    accept: 'application/xml,text/xml',
    'accept-charset': 'utf-8',
    'accept-encoding': '',
  },
  body: `<d:propfind xmlns:d='DAV:'>
			<d:prop>
				<d:displayname/>
				<d:resourcetype/>
				<d:getcontentlength/>
				<d:getcontenttype/>
				<d:getetag/>
				<d:getlastmodified/>
			</d:prop>
		</d:propfind>`,
}
const file = '/dav/FlClash/backup.zip'

describe('webdav_client for Dart 1.2.2 (flymzero/webdav_client lib/src), as in FlClash', () => {
  test('it signs in once it was refused, and counts on exactly 200 for OPTIONS', async () => {
    const { origin, client } = await davHub()
    const refused = await send(origin, 'OPTIONS', '/dav/', { headers: { ...headers, depth: '0' } })
    expect(refused.status).toBe(401)
    const challenge = refused.headers['www-authenticate']?.toLowerCase()
    expect(challenge).toContain('basic')
    expect(challenge).not.toContain('digest')
    const asked = await client({ headers }).step('OPTIONS', '/dav/', 200, options)
    expect(asked.text).toBe('')
    expect(asked.headers['content-length']).toBe('0')
  })

  test('a backup makes the folder, and its parents again before the file', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const replies = await play(
      ['MKCOL', '/dav/FlClash/', 201],
      ['OPTIONS', file, 200, options],
      ['MKCOL', '/dav/FlClash/', 405],
      ['PUT', file, 201, { body: Buffer.from('PK\x03\x04') }],
      ['MKCOL', '/dav/FlClash/', 405],
      ['OPTIONS', file, 200, options],
      ['GET', file, 200],
    )
    expect(replies[6]?.bytes).toEqual(Buffer.from('PK\x03\x04'))
  })

  test('folders are made one by one where a parent is missing', async () => {
    const { client } = await davHub()
    await client({ headers }).play(
      ['MKCOL', '/dav/a/b/c/', 409],
      ['MKCOL', '/dav/a/', 201],
      ['MKCOL', '/dav/a/b/', 201],
      ['MKCOL', '/dav/a/b/c/', 201],
    )
  })

  test('a list has the folder itself first', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const replies = await play(
      ['MKCOL', '/dav/FlClash/', 201],
      ['PUT', file, 201, { body: 'x' }],
      ['PUT', encodeURI('/dav/FlClash/Größe 1.zip'), 201, { body: 'x' }],
      ['PROPFIND', '/dav/FlClash/', 207, list],
    )
    const listed = replies[3]?.resources ?? []
    expect(listed[0]?.isFolder).toBe(true)
    expect(listed.map(({ href }) => decodeURI(href))).toEqual([
      '/dav/FlClash/',
      '/dav/FlClash/Größe 1.zip',
      file,
    ])
    // A date has six parts, and GMT at its end.
    for (const { found } of listed) expect(found.getlastmodified?.split(' ')).toHaveLength(6)
  })

  test('the properties of a file are asked for with a slash after its name', async () => {
    const { client } = await davHub()
    const replies = await client({ headers }).play(
      ['PUT', '/dav/history.db', 201, { body: 'x' }],
      ['PROPFIND', '/dav/history.db/', 207, list],
    )
    const [first] = replies[1]?.resources ?? []
    expect([first?.isFolder, first?.found.getcontentlength]).toEqual([false, '1'])
  })
})

describe('Kazumi (lib/utils/webdav.dart, 01d014ea), by the same package', () => {
  test('they write a temporary file, delete the old one, and rename', async () => {
    const hub = await davHub()
    const headers = { 'accept-charset': 'utf-8', 'content-type': 'application/octet-stream' }
    const { play } = hub.client({ headers })
    const [temp, target] = [
      '/dav/kazumiSync/collectibles.tmp.cache',
      '/dav/kazumiSync/collectibles.tmp',
    ]
    const move = { destination: urlOf(hub, target), overwrite: 'T' }
    const replies = await play(
      ['OPTIONS', '/dav/', 200, options],
      ['MKCOL', '/dav/kazumiSync/', 201],
      ['DELETE', temp, 404],
      ['OPTIONS', temp, 200, options],
      ['MKCOL', '/dav/kazumiSync/', 405],
      ['PUT', temp, 201, { body: '1' }],
      ['DELETE', target, 404],
      ['MOVE', temp, 201, { headers: move }],
      ['PUT', temp, 201, { body: '2' }],
      ['DELETE', target, 204],
      ['MOVE', temp, 201, { headers: move }],
      ['GET', target, 200],
      ['GET', temp, 404],
      ['PROPFIND', '/dav/kazumiSync/', 207, list],
    )
    expect(replies[11]?.text).toBe('2')
    expect(replies[13]?.resources.map(({ href }) => href)).toEqual(['/dav/kazumiSync/', target])
  })

  test('a move into a missing folder is 409, and is tried again once the folder is there', async () => {
    const hub = await davHub()
    const headers = { destination: urlOf(hub, '/dav/new/a.json'), overwrite: 'F' }
    await hub
      .client()
      .play(
        ['PUT', '/dav/a.json', 201, { body: '1' }],
        ['MOVE', '/dav/a.json', 409, { headers }],
        ['MKCOL', '/dav/new/', 201],
        ['MOVE', '/dav/a.json', 201, { headers }],
      )
  })
})
