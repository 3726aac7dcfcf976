import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { keyHeader } from '../../../client/request.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const savedTs = '2025-02-26T09:15:30.123Z'

describe('a key as people paste it', () => {
  test.each<[string, (key: string) => string]>([
    ['with quotes', (key) => `"${key}"`],
    ['with one quote too many', (key) => `${key}'`],
    ['with typographic quotes', (key) => Buffer.from(`\u201e${key}\u201c`).toString('latin1')],
    ['after Bearer, twice', (key) => `Bearer Bearer ${key}`],
    ['after Token', (key) => `Token ${key}`],
    ['quoted after Bearer', (key) => `Bearer "${key}"`],
    ['with the name of the header', (key) => `Authorization: ${key}`],
    ['with a capital letter', (key) => key.replace('sxncd', 'Sxncd')],
    ['with a blank inside', (key) => `${key.slice(0, 20)} ${key.slice(20)}`],
    ['with a full stop', (key) => `${key}.`],
  ])('%s it opens what it opens', async (_, change) => {
    const { hub } = await testHub()
    const key = await keyFor(hub)
    const body = { deviceName: 'Pixel', savedTs, settings: 'abc' }
    expect((await post(hub, change(key), body)).status).toBe(200)
  })

  test('a changed letter is told, and a name with a password too', async () => {
    const { hub } = await testHub()
    const key = await keyFor(hub)
    const error = async (sent: string) => (await post(hub, sent, {})).body.error
    expect(await error(`"${key.slice(0, -1)}"`)).toContain('typing error')
    expect(await error(`Basic ${btoa('ada:secret')}`)).toContain('a name and a password')
  })

  test('the client tidies it before it sends it', () => {
    expect(keyHeader('"sxncd_abc"\n')).toBe('sxncd_abc')
    expect(keyHeader(' Bearer Bearer \u201csxncd_abc\u201d')).toBe('sxncd_abc')
    expect(keyHeader('token-of-another-kind')).toBe('token-of-another-kind')
    expect(() => keyHeader('two words')).toThrow('no key has')
  })
})

test('settings with a byte order mark are JSON, and stay what they are as text', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const marked = '\ufeff{"a":1}'
  await post(hub, key, { deviceName: 'Pixel', savedTs, settings: marked })
  const older = { deviceName: 'Laptop', savedTs: '1900-01-01T00:00:00.000Z' }
  expect((await post(hub, key, { ...older, settings: {} })).body.data).toEqual({ a: 1 })
  expect((await post(hub, key, { ...older, settings: '' })).body.data).toBe(marked)
})

/** Syncs with a `Content-Encoding`, whatever the body really is. */
async function syncEncoded(encoding: string, encode: (json: string) => string | Buffer) {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  return hub.app.inject({
    method: 'POST',
    url: '/api/v1/sync/update',
    headers: {
      authorization: key,
      'content-type': 'application/json',
      'content-encoding': encoding,
    },
    payload: encode(JSON.stringify({ deviceName: 'Pixel', savedTs, settings: 'abc' })),
  })
}

test('a compressed body is refused by what it is', async () => {
  const reply = await syncEncoded('gzip', gzipSync)
  expect(reply.statusCode).toBe(415)
  expect(reply.headers['accept-encoding']).toBe('identity')
  expect(reply.json().error).toContain('compressed')
})

test.each(['', ' ', 'identity', 'Identity'])(
  'a body with Content-Encoding %j is read as it is',
  async (encoding) => {
    const reply = await syncEncoded(encoding, (json) => json)
    expect(reply.statusCode).toBe(200)
  },
)

test('a read is answered whatever its Content-Encoding says', async () => {
  const { hub } = await testHub()
  const headers = { 'content-encoding': 'gzip' }
  const reply = await hub.app.inject({ method: 'GET', url: '/api/v1/hub', headers })
  expect(reply.statusCode).toBe(200)
})
