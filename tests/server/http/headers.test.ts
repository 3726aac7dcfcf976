import { expect, test } from 'vitest'
import { keyFor, testHub } from '../../helpers/hub.ts'

const always = {
  'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': expect.stringMatching(/^no-store$|^private, no-cache$/),
  'x-request-id': expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
}

test('every answer has the security headers and an id, and none allows another origin', async () => {
  const { hub } = await testHub()
  const authorization = await keyFor(hub)
  const upload = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: {} }
  const asked = [
    { url: '/health' },
    { url: '/docs' },
    { url: '/api/v1/hub' },
    { url: '/api/v1/openapi.json' },
    { url: '/api/v1/sync/update', method: 'POST', payload: upload, headers: { authorization } },
    { url: '/api/v1/sync/update', method: 'POST', payload: {}, headers: { authorization } },
    { url: '/api/v1/sync/update', method: 'POST', payload: upload },
    { url: '/api/v1/sync/settings', headers: { authorization } },
    { url: '/api/v1/sync/settings', headers: { authorization, 'if-none-match': '*' } },
    { url: '/api/v1/sync/settings', method: 'HEAD', headers: { authorization } },
    { url: '/api/v1/nothing' },
    { url: '/api/v1/%ff' },
    { url: '/api/v1/sync/update', method: 'OPTIONS' },
  ] as const
  const ids = new Set()
  for (const one of asked) {
    const given = 'headers' in one ? one.headers : {}
    const headers = { ...given, 'x-request-id': 'mine', origin: 'https://example.com' }
    const { headers: got, statusCode } = await hub.app.inject({ ...one, headers })
    expect(got, `${one.url} ${statusCode}`).toMatchObject(always)
    expect(Object.keys(got).filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(got.server ?? got['x-powered-by']).toBeUndefined()
    ids.add(got['x-request-id'])
  }
  expect(ids.size).toBe(asked.length)
})

test('the log names a request by the id that the answer carries', async () => {
  const { hub, logged } = await testHub()
  const { headers } = await hub.app.inject('/api/v1/nothing')
  const lines = logged.map((line) => JSON.parse(line))
  expect(lines.at(-1)).toMatchObject({ reqId: headers['x-request-id'], msg: 'refused' })
})

test('who reaches the hub by a public HTTPS address is to do so for good', async () => {
  const asked = async (publicUrl: string) => {
    const { hub } = await testHub({ environment: { PUBLIC_URL: publicUrl } })
    return (await hub.app.inject('/health')).headers['strict-transport-security']
  }
  expect(await asked('https://sync.example.com')).toBe('max-age=31536000')
  expect(await asked('http://nas.lan:9693')).toBeUndefined()
})
