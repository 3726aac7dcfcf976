import { describe, expect, test } from 'vitest'
import { isKnownHost } from '../../../server/api/known-hosts.ts'
import { testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from './wire.ts'

const publicUrls = ['https://sync.example.com', 'https://other.example.org:8443']

describe('a Host header', () => {
  test.each([
    'localhost',
    'localhost:9693',
    'hub',
    '192.168.1.20:9693',
    '[fd00::5]:9693',
    'sxncd-1a2b3c.local',
    'sxncd-1a2b3c.local.',
    'SXNCD-1a2b3c.LOCAL.:9693',
    'sync.example.com',
    'sync.example.com.:443',
    'other.example.org',
  ])('%s is known', (host) => expect(isKnownHost(host, publicUrls)).toBe(true))

  test.each([
    '',
    'evil.example',
    'sync.example.com.evil.example',
    'localhost/.evil.example',
    'evil.example#localhost',
    'evil.example@localhost',
    'localhost@evil.example',
    'localhost?',
    'localhost:',
    'localhost:99999999',
    'local host',
    '[fd00::5',
    'hub,evil.example',
    'example.local..',
    '\u0131nternal',
  ])('%j is not', (host) => expect(isKnownHost(host, publicUrls)).toBe(false))
})

test.each(['Host', 'Origin', 'Authorization', 'X-Forwarded-Host', 'X-Forwarded-Proto'])(
  'two lines of %s are refused',
  async (header) => {
    const { hub } = await testHub({ environment: { TRUST_PROXY: '127.0.0.1' } })
    const wire = await openWire(await hub.listen())
    const host = header === 'Host' ? '' : 'Host: localhost\r\n'
    const twice = [header, header.toLowerCase()].map((name) => `${name}: localhost\r\n`).join('')
    wire.send(`GET /api/v1/session HTTP/1.1\r\n${host}${twice}Connection: close\r\n\r\n`)
    const { status, body } = answerOf(await wire.closed())
    expect(status).toBe(400)
    expect(JSON.parse(body).error).toContain(header.toLowerCase())
  },
)

test('a forwarded host does not make up for a strange one', async () => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: '127.0.0.1' } })
  const ask = async (host: string, forwarded: string) => {
    const headers = { host, 'x-forwarded-host': forwarded }
    return (await hub.app.inject({ url: '/api/v1/session', headers })).statusCode
  }
  expect(await ask('evil.example', 'localhost')).toBe(421)
  expect(await ask('hub:9693', 'localhost, evil.example')).toBe(421)
  expect(await ask('hub:9693', 'localhost')).toBe(200)
})

describe('an Origin header', () => {
  const environment = { PUBLIC_URL: 'https://sync.example.com:8443, https://other.example.org' }
  const signIn = async (host: string, origin: string) => {
    const { hub } = await testHub({ environment })
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { host, origin, 'content-type': 'application/json' },
      payload: { name: 'Ada', password: 'correct horse battery' },
    })
    return reply.headers['x-sxncd-error']
  }

  test.each([
    ['hub.local:9693', 'http://hub.local:9693'],
    ['hub.local:443', 'https://hub.local'],
    ['hub.local:80', 'http://hub.local'],
    ['sync.example.com', 'https://sync.example.com:8443'],
    ['hub:9693', 'https://other.example.org'],
  ])('at %s %s is the own page', async (host, origin) => {
    expect(await signIn(host, origin)).toBe('sign_in_wrong')
  })

  test.each([
    ['hub.local:9693', 'http://hub.local'],
    ['hub.local', 'http://evil.example'],
    ['hub', 'chrome-extension://hub'],
    ['hub', 'null'],
    ['sync.example.com:8443', 'https://sync.example.com'],
  ])('at %s %s is another page', async (host, origin) => {
    expect(await signIn(host, origin)).toBe('cross_site')
  })
})
