import { describe, expect, test } from 'vitest'
import { type DavHub, davHub, type Step, urlOf } from '../../../helpers/dav.ts'

const file = '/dav/bookmarks.xbel'
const lock = `${file}.lock`
const temp = `${file}.temp`
const headers = { origin: 'chrome-extension://fnaicdffflnofjppbagibeoednhnbjhg' }
const html = '<html><body>I am a lock file</body></html>'
const takeLock: Step = ['PUT', lock, 201, { headers: { 'content-type': 'text/html' }, body: html }]
const size = { headers: { depth: '0' } }
const xbel = (title: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<xbel version="1.0"><title>${title}</title></xbel>`

/** As it reads the size of a file: the first getcontentlength, whatever its prefix. */
const lengthIn = (xml: string) =>
  Number(/<.*?:?getcontentlength[^>]*?>(.*?)</.exec(xml)?.[1] ?? Number.NaN)

/** Stores bookmarks as the extension does: a temporary file, its size, and a move onto the target. */
async function upload(hub: DavHub, body: string, stored: 201 | 204) {
  const { play } = hub.client({ headers })
  const move = { destination: urlOf(hub, file), overwrite: 'T' }
  const [, sent, , there] = await play(
    ['PUT', temp, 201, { headers: { 'content-type': 'application/xml' }, body }],
    ['PROPFIND', temp, 207, size],
    ['MOVE', temp, stored, { headers: move }],
    ['PROPFIND', file, 207, size],
    ['PROPFIND', temp, 404, size],
  )
  for (const reply of [sent, there])
    expect(lengthIn(reply?.text ?? '')).toBe(Buffer.byteLength(body))
}

describe('floccus (src/lib/adapters/WebDav.ts, 5.9.2), in a browser', () => {
  test('its first sync takes a lock, finds nothing, stores the bookmarks, and frees the lock', async () => {
    const hub = await davHub('floccus')
    const { play, step } = hub.client({ headers })
    await play(['GET', lock, 404], takeLock, ['GET', file, 404])
    await upload(hub, xbel('Größe'), 201)
    await step('DELETE', lock, 204)
    await step('DELETE', lock, 404)
  })

  test('a later sync reads them whole, by their size, and replaces them', async () => {
    const hub = await davHub('floccus')
    await upload(hub, xbel('one'), 201)
    const { play } = hub.client({ headers })
    const [, , read, length] = await play(
      ['GET', lock, 404],
      takeLock,
      ['GET', file, 200],
      ['PROPFIND', file, 207, size],
    )
    expect(read?.text).toBe(xbel('one'))
    expect(lengthIn(length?.text ?? '')).toBe(read?.bytes.length)
    await upload(hub, xbel('two'), 204)
    const [after] = await play(['GET', file, 200], ['DELETE', lock, 204])
    expect(after?.text).toBe(xbel('two'))
    // The bookmarks are the settings of the app, and nothing is kept of what was in the way.
    const settings = await hub.hub.app.inject({
      url: '/api/v1/sync/settings?as=text',
      headers: { authorization: hub.key },
    })
    expect(settings.json()).toMatchObject({ data: xbel('two'), version: { version: 2 } })
    expect(await hub.kept('bookmarks.xbel.temp')).toBeUndefined()
    expect(await hub.kept('bookmarks.xbel.lock')).toBeUndefined()
  })

  test('where the lock of another device stands, it waits; the lock is renewed meanwhile', async () => {
    const { client } = await davHub('floccus')
    const [first, second] = [client({ headers }), client({ user: 'Phone' })]
    await first.step(...takeLock)
    const found = await second.step('GET', lock, 200)
    expect(Date.parse(found.headers['last-modified'] ?? '')).not.toBeNaN()
    await first.step('PUT', lock, 204, takeLock[3])
    await first.step('DELETE', lock, 204)
    await second.step('GET', lock, 404)
  })

  test('of the destination only the path counts: a proxy may hide the name and HTTPS (floccus#2310)', async () => {
    const hub = await davHub('floccus')
    const { play } = hub.client({ headers })
    const destination = 'https://sync.example.com/dav/bookmarks.xbel'
    await play(
      ['PUT', temp, 201, { body: xbel('1') }],
      ['MOVE', temp, 201, { headers: { destination, overwrite: 'T' } }],
      ['GET', file, 200],
    )
  })

  test('nothing is redirected, with a slash at the end or without', async () => {
    const { client } = await davHub('floccus')
    const { play, ask } = client({ headers })
    await play(['MKCOL', '/dav/folder', 201])
    for (const path of ['/dav', '/dav/', '/dav/folder', '/dav/folder/']) {
      for (const method of ['GET', 'PROPFIND', 'OPTIONS']) {
        const { status } = await ask(method, path, size)
        expect([method, path, status]).toEqual([method, path, method === 'PROPFIND' ? 207 : 200])
      }
    }
  })
})

describe('floccus on Android and iOS (the same file, native requests)', () => {
  const native = { pragma: 'no-cache', 'cache-control': 'no-cache' }

  test('it writes the file itself, and reads its size by HEAD', async () => {
    const { client } = await davHub('floccus')
    const { play } = client({ user: 'Phone' })
    const xml = { 'content-type': 'application/xml' }
    const replies = await play(
      ['GET', lock, 404, { headers: native }],
      takeLock,
      ['GET', file, 404, { headers: native }],
      ['PUT', file, 201, { headers: xml, body: xbel('1') }],
      ['HEAD', file, 200, { headers: native }],
      ['DELETE', lock, 204],
      ['PUT', file, 204, { headers: xml, body: xbel('2') }],
    )
    expect(replies[4]?.headers['content-length']).toBe(String(Buffer.byteLength(xbel('1'))))
  })
})
