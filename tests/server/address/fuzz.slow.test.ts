import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { testHub } from '../../helpers/hub.ts'

const part = fc.oneof(
  fc.constantFrom('a', 'b', '%00', '%2F', '%ff', 'nul', 'a ', 'café', ''),
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x21-\x7e]|[?#]/g, '_')),
)
const headerText = fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, ''))
const headers = fc.dictionary(
  fc.constantFrom(
    ...[
      'if-match',
      'if-none-match',
      'range',
      'if-range',
      'content-type',
      'content-range',
      'origin',
    ],
    ...['x-oc-mtime', 'if', 'if-modified-since', 'user-agent', 'expect', 'referer'],
  ),
  fc.oneof(headerText, fc.constantFrom('*', '"a"', 'bytes=0-0', 'bytes=9-', 'multipart/form-data')),
  { maxKeys: 3 },
)
const method = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'OPTIONS', 'PATCH', 'DELETE')
const body = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc
    .constantFrom('x', '{}', '{"name":"a"}', '{"content":"a: 1"}', '[]')
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
)

test('whatever comes to an address or a service, the hub does not fail and tells no key', async () => {
  const { hub, logged } = await testHub({
    environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'debug', SYNCYOMI: 'on', TABBY: 'on' },
  })
  const account = await createAccount(hub.store, 'Ada', 'member', 0)
  const make = async (app: string, address = false) =>
    (await createKey(hub.store, { account, app, name: 'Pixel', address }, 0)).text
  const [address, manga, tabby] = [
    await make('vimium', true),
    await make('syncyomi'),
    await make('tabby'),
  ]
  const bases = [
    { base: `/f/${address}/`, sent: {} },
    { base: '/f/', sent: { authorization: `Bearer ${await make('vimium')}` } },
    { base: '/api/sync/content', sent: { 'x-api-token': manga } },
    { base: '/api/sync/event', sent: { 'x-api-token': manga } },
    { base: '/api/1/configs/', sent: { authorization: `Bearer ${tabby}` } },
    { base: '/api/1/configs/1', sent: { authorization: `Bearer ${tabby}` } },
  ]
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        at: fc.constantFrom(...bases),
        method,
        headers,
        body,
        parts: fc.array(part, { maxLength: 4 }),
      }),
      async ({ at, method, headers: more, body: payload, parts }) => {
        const url = at.base + (at.base.endsWith('/') ? parts.join('/') : '')
        const reply = await hub.app.inject({
          method: method as 'GET',
          url,
          headers: { 'content-type': 'application/json', ...more, ...at.sent },
          ...(!['GET', 'HEAD'].includes(method) && { payload }),
        })
        seen.add(reply.statusCode)
        const shown = JSON.stringify({ method, url, more, status: reply.statusCode })
        expect(reply.statusCode >= 500, shown).toBe(false)
        expect(reply.body + JSON.stringify(reply.headers), shown).not.toContain(address)
        expect(reply.headers['content-type'] ?? '', shown).not.toContain('html')
      },
    ),
    { numRuns: 1_500 },
  )
  for (const status of [200, 201, 400, 404, 405, 412, 415]) expect(seen).toContain(status)
  expect(logged.join('')).not.toContain(address)
}, 60_000)
