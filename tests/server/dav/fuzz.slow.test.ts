import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readXml } from '../../../server/dav/read-xml.ts'
import { figure } from '../../helpers/figures.ts'
import type { TestHubOptions } from '../../helpers/hub.ts'
import { openDoor, openDoorOnDisk } from './door.ts'

const methods = [
  ...['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE', 'PROPFIND'],
  ...['PROPPATCH', 'LOCK', 'UNLOCK', 'POST', 'REPORT'],
]
/** Few names, so that requests meet. */
const names = ['a', 'b', 'a/b', 'a/b/c', 'd%20d', '%C3%9C', 'U%CC%88']
const oddNames = [
  '..',
  '.',
  'a%2Fb',
  '%00',
  '%ff',
  'con',
  'a.',
  '%',
  'a//b',
  'a/',
  '%E2%80%AE',
  'a?b',
]
const mounts = ['/dav/', '/dav/', '/remote.php/webdav/', '/remote.php/dav/files/x/', '/', '/dav//']

const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd })
const urlSafe = fc.string({ unit: fc.constantFrom(...'ab/%.2Fe0\\~:;=&+,*'), maxLength: 12 })
const name = mostly(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...oddNames), urlSafe))
const path = fc
  .tuple(mostly(fc.constant('/dav/'), fc.constantFrom(...mounts)), name)
  .map((two) => two.join(''))

const headerText = fc.string({
  unit: fc.constantFrom(...'()<>[]"*, -=:/aTF019Wn\t'),
  maxLength: 30,
})
const token = 'opaquelocktoken:00000000-0000-4000-8000-000000000000'
const header = (...usual: string[]) => mostly(fc.constantFrom(...usual), headerText)
const manyHeaders = fc.record(
  {
    destination: fc.oneof(
      path,
      path.map((one) => `http://other${one}`),
      headerText,
    ),
    depth: header('0', '1', 'infinity', 'INFINITY', '1,noroot'),
    overwrite: header('T', 'F'),
    if: header(`(<${token}>)`, '(Not <DAV:no-lock>)', `</dav/a> (<${token}> ["x"])`, '(["x"])'),
    'if-match': header('*', '"x"', 'W/"x"'),
    'if-none-match': header('*', '"x"', 'x'),
    'if-modified-since': header('Sat, 01 Mar 2025 12:00:00 GMT'),
    'if-unmodified-since': header('Sat, 01 Mar 2025 12:00:00 GMT'),
    'if-range': header('"x"'),
    range: header('bytes=0-', 'bytes=0-0', 'bytes=-1', 'bytes=5-1'),
    'content-range': header('bytes 0-1/2'),
    'content-type': header('text/xml', 'application/json', ';;'),
    'lock-token': header(`<${token}>`, token),
    timeout: header('Second-1', 'Infinite', 'Second-99999999999999'),
    'x-oc-mtime': header('1700000000', '99999999999', '0', '1.5'),
    origin: header('moz-extension://x', 'null'),
  },
  { requiredKeys: [] },
)

/** Most requests are plain: with all headers at once nearly every one is refused. */
const fewHeaders: typeof manyHeaders = fc.record({ destination: path, depth: header('0', '1') })
const headers = fc.oneof(fc.constant({}), fewHeaders, manyHeaders)

const xmls = [
  '<propfind xmlns="DAV:"><allprop/></propfind>',
  '<propfind xmlns="DAV:"><propname/></propfind>',
  '<propfind xmlns="DAV:"><prop><getetag/><lockdiscovery/><x xmlns="y"/></prop></propfind>',
  '<propertyupdate xmlns="DAV:"><set><prop><x xmlns="y">1<z/></x></prop></set></propertyupdate>',
  '<propertyupdate xmlns="DAV:"><remove><prop><x xmlns="y"/></prop></remove></propertyupdate>',
  '<propertyupdate xmlns="DAV:"><set><prop><getetag/></prop></set></propertyupdate>',
  '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>',
  '<lockinfo xmlns="DAV:"><lockscope><shared/></lockscope><owner>me</owner></lockinfo>',
]
/** XML with a part of it cut out, doubled or replaced. */
const brokenXml = fc
  .tuple(
    fc.constantFrom(...xmls),
    fc.nat(80),
    fc.nat(20),
    fc.constantFrom('', '<', '&x;', '\0', '<!DOCTYPE x>', 'é'),
  )
  .map(([xml, at, length, other]) => xml.slice(0, at) + other + xml.slice(at + length))
const body = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(...xmls),
  brokenXml,
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
)
const anyRequest = fc.record({
  method: fc.constantFrom(...methods),
  path,
  headers,
  body,
  chunked: fc.boolean(),
})
/** What most others stumble over: seldom made by chance. */
const lockRequest: typeof anyRequest = fc.record({
  method: fc.constant('LOCK'),
  path: fc.constantFrom('/dav/a', '/dav/b', '/dav/'),
  headers: fc.constant({ timeout: 'Second-60' }),
  body: fc.constantFrom(...xmls.slice(-2)),
  chunked: fc.boolean(),
})
const requests = fc.array(
  fc.oneof({ weight: 15, arbitrary: anyRequest }, { weight: 1, arbitrary: lockRequest }),
  { minLength: 1, maxLength: 15 },
)

test.each([
  [
    'in memory',
    async (options: TestHubOptions) => {
      const door = await openDoor(options)
      return { ...door, all: async () => door.tree.all() }
    },
  ],
  ['on the disk', openDoorOnDisk],
] as const)(
  'whatever comes in: never a failure of the hub with files %s, and what is refused changes nothing',
  async (_, open) => {
    const {
      send,
      clock,
      tree,
      logged,
      all: allOf,
    } = await open({
      environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'error' },
    })
    const state = async () => {
      const all = await allOf()
      const paths = Object.keys(all)
      return [all, await Promise.all(paths.map(async (one) => [...(await tree.properties(one))]))]
    }
    const seen = new Map<number, number>()
    let count = 0
    await fc.assert(
      fc.asyncProperty(requests, async (list) => {
        // The locks of the last round end, or soon nothing else is tried.
        clock.now += 3_600_000
        for (const { method, path: at, headers: sent, body: content, chunked } of list) {
          const before = await state()
          const streamed = chunked && content !== undefined ? Readable.from([content]) : content
          const reply = await send(method, at, {
            headers: sent,
            ...(streamed !== undefined && { body: streamed }),
          })
          count += 1
          seen.set(reply.status, (seen.get(reply.status) ?? 0) + 1)
          const shown = JSON.stringify({ method, at, sent, content, status: reply.status })
          // Beyond so many locks there is no more room.
          expect(reply.status >= 500 && reply.status !== 507, shown).toBe(false)
          if (reply.status >= 400) expect(await state(), shown).toEqual(before)
          if (reply.status === 404) expect(reply.headers.etag).toBeUndefined()
          if (reply.headers['content-type']?.startsWith('application/xml; charset=utf-8')) {
            if (method !== 'HEAD') readXml(reply.body)
          }
        }
      }),
      { numRuns: 250 },
    )
    figure('WebDAV: requests of nonsense', count, 0)
    expect(logged).toEqual([])
    // It is no fuzz where all is refused at the first look.
    for (const status of [200, 201, 204, 207, 400, 404, 405, 409, 412, 423]) {
      expect([status, seen.get(status) ?? 0]).not.toEqual([status, 0])
    }
  },
  120_000,
)
