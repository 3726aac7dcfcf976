import { expect, test } from 'vitest'
import { newKeyText } from '../../../server/accounts/key-secret.ts'
import { openService } from './service.ts'

const content = '/api/sync/content'
const library = (text: string) =>
  Buffer.concat([Buffer.from([0x0a, 0xff, 0xfe, 0x00]), Buffer.from(text)])
const event = { event: 'SYNC_STARTED', device_name: 'Pixel 8', message: null }

test('a reader tells that it begins, finds nothing, and stores its library', async () => {
  const { key, ask, current } = await openService('syncyomi')
  const token = { 'x-api-token': key, 'user-agent': 'okhttp/5.0.0' }
  const type = { 'content-type': 'application/octet-stream' }
  expect((await ask('POST', '/api/sync/event', token, event)).status).toBe(204)
  const empty = await ask('GET', content, token)
  expect([empty.status, empty.headers.get('etag')]).toEqual([404, null])
  const stored = await ask('PUT', content, { ...token, ...type }, library('one'))
  expect(stored.status).toBe(200)
  const etag = stored.headers.get('etag') ?? ''
  expect(etag).toMatch(/^".+"$/)
  expect(await current()).toMatchObject({ type: 'bytes', deviceName: 'Pixel', number: 1 })

  const unchanged = await ask('GET', content, { ...token, 'if-none-match': etag })
  expect([unchanged.status, unchanged.text]).toEqual([304, ''])
  const next = await ask('PUT', content, { ...token, ...type, 'if-match': etag }, library('two'))
  expect(next.status).toBe(200)
  expect(next.headers.get('etag')).not.toBe(etag)
})

test('what another reader has stored meanwhile is not replaced unseen', async () => {
  const { key, newKey, ask } = await openService('syncyomi')
  const first = { 'x-api-token': key }
  const second = { 'x-api-token': await newKey({ name: 'Tablet' }) }
  const { headers } = await ask('PUT', content, first, library('one'))
  const old = headers.get('etag') ?? ''
  await ask('PUT', content, { ...second, 'if-match': old }, library('two'))
  const late = await ask('PUT', content, { ...first, 'if-match': old }, library('late'))
  expect(late.status).toBe(412)
  const read = await ask('GET', content, { ...first, 'if-none-match': old })
  expect([read.status, read.bytes]).toEqual([200, library('two')])
  const etag = read.headers.get('etag') ?? ''
  expect((await ask('PUT', content, { ...first, 'if-match': etag }, library('both'))).status).toBe(
    200,
  )
})

test('only a key for it opens it, and one that reads changes nothing', async () => {
  const { key, newKey, ask } = await openService('syncyomi')
  const code = async (method: string, token: string, body?: Buffer) => {
    const headers: Record<string, string> = token === '' ? {} : { 'x-api-token': token }
    const reply = await ask(method, content, headers, body)
    return `${reply.status} ${reply.headers.get('x-sxncd-error')}`
  }
  await ask('PUT', content, { 'x-api-token': key }, library('one'))
  expect(await code('GET', '')).toBe('401 key_missing')
  expect(await code('GET', newKeyText())).toBe('401 key_unknown')
  expect(await code('GET', await newKey({ app: 'vimium' }))).toBe('403 key_of_other_app')
  expect(await code('GET', await newKey({ app: '*' }))).toBe('403 key_of_other_app')
  expect(await code('GET', await newKey({ address: true }))).toBe('403 key_for_address')
  const reads = await newKey({ readOnly: true })
  expect(await code('GET', reads)).toBe('200 null')
  expect(await code('PUT', reads, library('x'))).toBe('403 key_read_only')
})

test('an empty library is refused, and a long event is not read to its end', async () => {
  const { key, ask } = await openService('syncyomi')
  const token = { 'x-api-token': key }
  await ask('PUT', content, token, library('one'))
  expect((await ask('PUT', content, token, Buffer.alloc(0))).status).toBe(400)
  expect((await ask('GET', content, token)).bytes).toEqual(library('one'))
  expect((await ask('POST', '/api/sync/event', token, Buffer.alloc(100_000))).status).toBe(413)
})

test('guesses are limited as those of keys are', async () => {
  const { ask } = await openService('syncyomi')
  const statuses: number[] = []
  for (let at = 0; at < 22; at += 1) {
    statuses.push((await ask('GET', content, { 'x-api-token': newKeyText() })).status)
  }
  expect(statuses.at(-1)).toBe(429)
})
