import { describe, expect, test } from 'vitest'
import { davHub, type Sent } from '../../../helpers/dav.ts'

const file = '/dav/statistics.sqlite3'
// What LuaSocket adds to each request.
const headers = { 'user-agent': 'LuaSocket 3.0-rc1', connection: 'close, TE', te: 'trailers' }
const database = (text: string) =>
  Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.from(text)])
const put = (text: string, etag?: string): Sent => ({
  body: database(text),
  ...(etag !== undefined && { headers: { 'if-match': etag } }),
})

describe('KOReader (plugins/cloudstorage.koplugin/main.lua and providers/webdav.lua, fc8888766)', () => {
  test('a missing file has no ETag: with one, it would ask for ever', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const [missing] = await play(['GET', file, 404], ['PUT', file, 201, put('1')])
    expect(missing?.headers.etag).toBeUndefined()
  })

  test('it replaces what it has read and merged', async () => {
    const { client } = await davHub()
    const { play, step } = client({ headers })
    const [, read] = await play(['PUT', file, 201, put('1')], ['GET', file, 200])
    expect(read?.bytes).toEqual(database('1'))
    await step('PUT', file, 204, put('2', read?.headers.etag))
  })

  test('where another device was faster it is told so, and merges again', async () => {
    const { client } = await davHub()
    const [reader, phone] = [client({ headers }), client({ user: 'Phone', headers })]
    await reader.step('PUT', file, 201, put('1'))
    const before = await reader.step('GET', file, 200)
    await phone.step('PUT', file, 204, put('2'))
    // It loops for as long as the answer is 412, so the ETag that it then reads must be good.
    let [etag, loops] = [before.headers.etag, 0]
    while ((await reader.ask('PUT', file, put('1+2', etag))).status === 412) {
      expect(++loops).toBeLessThan(3)
      etag = (await reader.step('GET', file, 200)).headers.etag
    }
    expect(loops).toBe(1)
    expect((await phone.step('GET', file, 200)).bytes).toEqual(database('1+2'))
  })

  test('an ETag that a proxy has made weak, or marked as compressed, is as good', async () => {
    const { client } = await davHub()
    const { step } = client({ headers })
    await step('PUT', file, 201, put('0'))
    const marked = [
      (etag: string) => `W/${etag}`,
      (etag: string) => etag.replace(/"$/, '-gzip"'),
      (etag: string) => `W/${etag.replace(/"$/, '-gzip"')}`,
    ]
    for (const [at, mark] of marked.entries()) {
      const { headers: found } = await step('GET', file, 200)
      await step('PUT', file, 204, put(`${at + 1}`, mark(found.etag ?? '')))
    }
  })

  test('it reads a list by patterns: a prefix on every name, one address a response', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const body =
      '<?xml version="1.0"?><a:propfind xmlns:a="DAV:"><a:prop><a:resourcetype/><a:getcontentlength/><a:getlastmodified/></a:prop></a:propfind>'
    const listing = { headers: { 'content-type': 'application/xml', depth: '1' }, body }
    const replies = await play(
      ['MKCOL', '/dav/koreader', 201],
      ['PUT', file, 201, put('1')],
      ['PROPFIND', '/dav/', 207, listing],
    )
    const items = [
      ...(replies[2]?.text ?? '').matchAll(/<[^:]*:response[^>]*>(.*?)<\/[^:]*:response>/gs),
    ].map(([, item = '']) => ({
      href: /<[^:]*:href[^>]*>(.*)<\/[^:]*:href>/s.exec(item)?.[1],
      isFile: /<[^:]*:resourcetype\s*\/>/.test(item),
      isFolder: /<[^:]*:collection[^<]*\/>/.test(item),
      size: /<[^:]*:getcontentlength[^>]*>(\d+)<\/[^:]*:getcontentlength>/.exec(item)?.[1],
    }))
    expect(items).toEqual([
      { href: '/dav/', isFile: false, isFolder: true, size: undefined },
      { href: '/dav/koreader/', isFile: false, isFolder: true, size: undefined },
      { href: file, isFile: true, isFolder: false, size: '17' },
    ])
  })

  test('a folder is made and a file removed', async () => {
    const { client } = await davHub()
    await client({ headers }).play(
      ['MKCOL', '/dav/books', 201],
      ['PUT', '/dav/books/a.epub', 201, { body: 'x' }],
      ['DELETE', '/dav/books/a.epub', 204],
      ['DELETE', '/dav/books', 204],
    )
  })
})
