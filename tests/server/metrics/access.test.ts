import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from '../http/wire.ts'

const token = 'CANARY-of-the-figures'
const elsewhere = '203.0.113.7'

interface Asked {
  readonly from?: string
  readonly headers?: Record<string, string>
}

async function ask(hub: Hub, { from = '127.0.0.1', headers }: Asked = {}): Promise<string> {
  const reply = await hub.app.inject({
    ...{ url: '/metrics', remoteAddress: from },
    ...(headers && { headers }),
  })
  expect(reply.body.includes('sxncd_syncs_total')).toBe(reply.statusCode === 200)
  return [reply.statusCode, reply.headers['x-sxncd-error']].filter(Boolean).join(' ')
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

test.each(['localhost', 'localhost:9693', '127.0.0.1:9693', '127.0.0.2', '[::1]:9693'])(
  'a program on this machine may ask %s',
  async (host) => {
    const { hub } = await testHub()
    for (const from of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      expect(await ask(hub, { from, headers: { host } })).toBe('200')
    }
  },
)

test('for everybody else there is nothing here, whoever they are', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const strangers: Asked[] = [
    { from: elsewhere },
    { from: '192.168.1.5' },
    { from: '::ffff:192.168.1.5' },
    { from: elsewhere, headers: { host: 'localhost' } },
    { from: elsewhere, headers: bearer(token) },
    { from: elsewhere, headers: bearer('undefined') },
    { from: elsewhere, headers: bearer('') },
    { from: elsewhere, headers: bearer(hub.controlToken) },
    { from: elsewhere, headers: bearer(await keyFor(hub)) },
    { from: elsewhere, headers: { host: 'localhost:80', ...owner.sessionHeaders() } },
  ]
  for (const one of strangers) expect(await ask(hub, one)).toBe('404 route_unknown')
})

/** What proxies add; a client can send all of it, too. */
const forwarded: Record<string, string>[] = [
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-forwarded-for': `127.0.0.1, ${elsewhere}` },
  { 'x-forwarded-for': 'unknown' },
  { 'x-forwarded-proto': 'https' },
  { 'x-forwarded-host': 'localhost' },
  { 'x-real-ip': '127.0.0.1' },
  { forwarded: 'for=127.0.0.1' },
  { via: '1.1 proxy' },
  // A proxy that adds nothing passes on the name of the hub.
  { host: 'sync.example.com' },
  { host: 'hub' },
  { host: 'localhost.example' },
]

test.each([{}, { TRUST_PROXY: 'loopback' }, { TRUST_PROXY: 'loopback,uniquelocal' }])(
  'a proxy on this machine does not make its visitors programs on this machine: %o',
  async (environment) => {
    const { hub } = await testHub({
      environment: { ...environment, PUBLIC_URL: 'https://sync.example.com' },
    })
    for (const headers of forwarded) {
      expect(await ask(hub, { headers })).toMatch(/^(?:404 route_unknown|421 host_unknown)$/)
    }
    expect(await ask(hub, { from: '10.0.0.9', headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe(
      '404 route_unknown',
    )
    expect(await ask(hub)).toBe('200')
  },
)

test('nginx that was told nothing else does not make its visitors programs on this machine', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const wire = await openWire(url)
  wire.send(`GET /metrics HTTP/1.0\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`)
  expect(answerOf(await wire.closed()).status).toBe(404)
})

test('with METRICS_TOKEN who has it may ask from anywhere, by any name', async () => {
  const { hub } = await testHub({ environment: { METRICS_TOKEN: token } })
  for (const one of [
    { from: elsewhere, headers: bearer(token) },
    { from: elsewhere, headers: { authorization: `bearer  ${token} ` } },
    { from: elsewhere, headers: { ...bearer(token), host: 'hub.monitoring.example:9693' } },
    { headers: { ...bearer(token), 'x-forwarded-for': elsewhere } },
  ]) {
    expect(await ask(hub, one)).toBe('200')
  }
  // Programs on this machine need none.
  expect(await ask(hub)).toBe('200')
})

test('a wrong token is refused, and who guesses is slowed down', async () => {
  const { hub, logged } = await testHub({ environment: { METRICS_TOKEN: token } })
  const wrong = [
    token.slice(1),
    `${token}x`,
    token.toLowerCase(),
    '',
    hub.controlToken,
    await keyFor(hub),
    'x'.repeat(8_000),
  ]
  for (const text of wrong) {
    expect(await ask(hub, { from: elsewhere, headers: bearer(text) })).toBe(
      '401 metrics_token_needed',
    )
  }
  expect(await ask(hub, { from: elsewhere, headers: { authorization: token } })).toBe(
    '401 metrics_token_needed',
  )
  const reply = await hub.app.inject({ url: '/metrics', remoteAddress: elsewhere })
  expect(reply.headers['www-authenticate']).toBe('Bearer realm="SxncD"')
  expect(reply.json().error).toContain('METRICS_TOKEN')
  const answers: string[] = []
  for (let time = 0; time < 30; time += 1) {
    answers.push(await ask(hub, { from: elsewhere, headers: bearer('wrong') }))
  }
  expect(answers.at(-1)).toBe('429 too_many_failed_keys')
  // Who has it is not shut out by others at the same address.
  expect(await ask(hub, { from: elsewhere, headers: bearer(token) })).toBe('200')
  expect(logged.join('')).not.toContain(token)
})
