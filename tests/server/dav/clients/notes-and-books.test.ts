import { describe, expect, test } from 'vitest'
import { davHub, type Sent, urlOf } from '../../../helpers/dav.ts'

describe('Orgzly Revived (repos/WebdavRepo.kt, 04fd283e, by thegrizzlylabs/sardine-android)', () => {
  const list = (depth: string): Sent => ({
    headers: { 'content-type': 'text/xml', depth },
    body: '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>',
  })
  const book = '/dav/org/todo.org'

  test('it looks for its folder by HEAD, makes it, and lists the whole tree', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const replies = await play(
      ['HEAD', '/dav/org', 404],
      ['MKCOL', '/dav/org', 201],
      ['PROPFIND', '/dav/org', 207, list('infinity')],
      ['HEAD', '/dav/org/work', 404],
      ['MKCOL', '/dav/org/work', 201],
      ['PUT', '/dav/org/work/plan.org', 201, { body: '* TODO' }],
      ['PROPFIND', '/dav/org/work/plan.org', 207, list('1')],
      ['PUT', book, 201, { body: '* TODO' }],
      ['PROPFIND', book, 207, list('1')],
      ['HEAD', '/dav/org', 200],
      ['PROPFIND', '/dav/org', 207, list('infinity')],
    )
    expect(replies[10]?.resources.map(({ href }) => href)).toEqual([
      '/dav/org/',
      book,
      '/dav/org/work/',
      '/dav/org/work/plan.org',
    ])
    // A file that is listed is the only one in its list.
    expect(replies[8]?.resources.map(({ href }) => href)).toEqual([book])
    expect(Date.parse(replies[8]?.resources[0]?.found.getlastmodified ?? '')).not.toBeNaN()
  })

  test('its revision is the date of the file: it changes with each version', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const replies = await play(
      ['MKCOL', '/dav/org', 201],
      ['PUT', book, 201, { body: '1' }],
      ['PROPFIND', book, 207, list('1')],
      ['PUT', book, 204, { body: '2' }],
      ['PROPFIND', book, 207, list('1')],
    )
    const [first, second] = [replies[2], replies[4]].map(
      (reply) => reply?.resources[0]?.found.getlastmodified,
    )
    expect(first).not.toBe(second)
  })

  test('a book is renamed where the new name is free', async () => {
    const hub = await davHub()
    const { play } = hub.client({ afterRefusal: true })
    const headers = { DESTINATION: urlOf(hub, '/dav/org/done.org'), OVERWRITE: 'T' }
    await play(
      ['MKCOL', '/dav/org', 201],
      ['PUT', book, 201, { body: '1' }],
      ['HEAD', '/dav/org/done.org', 404],
      ['MOVE', book, 201, { headers }],
      ['PROPFIND', '/dav/org/done.org', 207, list('1')],
      ['DELETE', '/dav/org/done.org', 204],
    )
  })
})

describe('Zotero (chrome/content/zotero/xpcom/storage/webdav.js, 021f8e14)', () => {
  const folder = '/dav/zotero/'
  const length: Sent = {
    headers: { depth: '0', 'content-type': 'text/xml; charset=utf-8' },
    body: "<propfind xmlns='DAV:'><prop><getcontentlength/></prop></propfind>",
  }

  test('it verifies the server: DAV, the folder, a missing file, a file written and read', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const [options] = await play(
      ['OPTIONS', folder, 200],
      ['PROPFIND', folder, 404, length],
      ['PROPFIND', '/dav/', 207, length],
      ['MKCOL', folder, 201],
      ['OPTIONS', folder, 200],
      ['PROPFIND', folder, 207, length],
      ['GET', `${folder}nonexistent.prop`, 404],
      ['PUT', `${folder}zotero-test-file.prop`, 201, { body: ' ' }],
      ['GET', `${folder}zotero-test-file.prop`, 200],
      ['DELETE', `${folder}zotero-test-file.prop`, 204],
    )
    expect(options?.headers.dav).toBeTruthy()
  })

  test('an upload removes the properties first, and writes them after the zip', async () => {
    const { client } = await davHub()
    const { play } = client({ afterRefusal: true })
    const [prop, zip] = [`${folder}ABCD2345.prop`, `${folder}ABCD2345.zip`]
    const mtime = { body: '<properties version="1"><mtime>1740830400000</mtime></properties>' }
    const zipped = {
      headers: { 'content-type': 'application/zip' },
      body: Buffer.from('PK\x05\x06'),
    }
    const replies = await play(
      ['MKCOL', folder, 201],
      ['GET', prop, 404],
      ['DELETE', prop, 404],
      ['PUT', zip, 201, zipped],
      ['PUT', prop, 201, mtime],
      ['GET', prop, 200],
      ['DELETE', prop, 204],
      ['PUT', zip, 204, zipped],
      ['PUT', prop, 201, mtime],
    )
    expect(replies[5]?.text).toBe(mtime.body)
  })
})

describe('Legado (app/src/main/java/io/legado/app/lib/webdav/WebDav.kt, 070a64c4)', () => {
  const list = (depth: string): Sent => ({
    // The type is that of plain text, whatever stands in the body.
    headers: { 'content-type': 'text/plain; charset=utf-8', depth },
    body: `<?xml version="1.0"?>
            <a:propfind xmlns:a="DAV:">
                <a:prop>
                    <a:displayname/>
                    <a:resourcetype/>
                    <a:getcontentlength/>
                    <a:creationdate/>
                    <a:getlastmodified/>
                    
                </a:prop>
            </a:propfind>`,
  })

  test('it makes its folders, stores a zip, and lists by the names of elements with their prefix', async () => {
    const { client } = await davHub()
    const { play } = client()
    const octets = { 'content-type': 'application/octet-stream' }
    const replies = await play(
      ['PROPFIND', '/dav/legado/', 404, list('0')],
      ['MKCOL', '/dav/legado/', 201],
      ['PROPFIND', '/dav/legado/bookProgress/', 404, list('0')],
      ['MKCOL', '/dav/legado/bookProgress/', 201],
      ['PUT', '/dav/legado/backup2025-03-01.zip', 201, { headers: octets, body: 'PK' }],
      ['PROPFIND', '/dav/legado/', 207, list('1')],
      ['GET', '/dav/legado/backup2025-03-01.zip', 200],
    )
    const text = (replies[5]?.text ?? '').toLowerCase()
    const hrefs = [...text.matchAll(/<d:href>([^<]*)<\/d:href>/g)].map(([, href]) => href)
    expect(text.match(/<d:response>/g)).toHaveLength(hrefs.length)
    // What ends in a slash is a folder, and left out.
    expect(hrefs.filter((href) => !href?.endsWith('/'))).toEqual([
      '/dav/legado/backup2025-03-01.zip',
    ])
  })
})

describe('SingleFile (src/lib/webdav/webdav.js, 32931059)', () => {
  const page = '/dav/pages/2025/Example.html'
  const html = { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }

  test('where the folder is missing it makes each one, found by a PROPFIND without a depth', async () => {
    const { client } = await davHub()
    await client().play(
      ['HEAD', page, 404],
      ['PUT', page, 409, html],
      ['PROPFIND', '/dav/pages', 404],
      ['MKCOL', '/dav/pages', 201],
      ['PROPFIND', '/dav/pages/2025', 404],
      ['MKCOL', '/dav/pages/2025', 201],
      ['HEAD', page, 404],
      ['PUT', page, 201, html],
      ['HEAD', page, 200],
      ['PROPFIND', '/dav/pages', 207],
    )
  })

  test('set to replace, it writes over the page', async () => {
    const { client } = await davHub()
    await client().play(['PUT', '/dav/a.html', 201, html], ['PUT', '/dav/a.html', 204, html])
  })
})
