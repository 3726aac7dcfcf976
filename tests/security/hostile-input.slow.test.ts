import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Hub } from '../../server/hub.ts'
import { goodPassword, ownerBrowser } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'
import { noSyncs } from '../helpers/no-syncs.ts'
import { answerOf, openWire } from '../server/http/wire.ts'

async function prepared(environment: Record<string, string> = {}) {
  const { hub, folder } = await testHub({
    environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'error', ...environment },
    overrides: { store: { syncs: noSyncs } },
  })
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  await post(hub, key, {
    deviceName: 'Pixel',
    savedTs: '2025-03-01T10:00:00Z',
    settings: '{"a":1}',
  })
  return { hub, folder, owner, key }
}

/** Ways up and out of a folder, as one program or another would read them. */
const up = [
  '..',
  '%2e%2e',
  '.%2e',
  '%252e%252e',
  '..%00',
  '..;',
  '.%00.',
  '%c0%ae%c0%ae',
  '\uff0e\uff0e',
]
const slashes = ['/', '%2f', '%5c', '\\', '%252f', '%c0%af', '//', '/./']
const targets = [
  'etc/passwd',
  'package.json',
  'data/hub.json',
  'db/keys.json',
  'LOCK',
  '.env',
  '.git/config',
]
const traversals = up.flatMap((dots) =>
  slashes.flatMap((slash) =>
    targets.flatMap((target) =>
      [1, 6].map((times) => `${`${dots}${slash}`.repeat(times)}${target.replaceAll('/', slash)}`),
    ),
  ),
)

test('no address leads out of the folders that it is for', async () => {
  const { hub, folder, owner } = await prepared()
  const canary = `CANARY${randomBytes(8).toString('hex')}`
  for (const name of ['LOCK-canary', 'canary.json']) writeFileSync(join(folder, name), canary)
  const shown = owner.sessionHeaders()
  const leaks = /root:.*:0:0|"private": true|sxncd-control|"schema"|\[core\]|CANARY/
  const wrong: string[] = []
  const prefixes = ['/', '/assets/', '/api/v1/apps/', '/api/v1/slots/', '/docs/', '/callback/']
  for (const path of [
    ...traversals,
    ...['LOCK-canary', 'canary.json'].map((one) => `../../${one}`),
  ]) {
    for (const prefix of prefixes) {
      const suffix = prefix.includes('apps') ? '/logo' : prefix.includes('slots') ? '/file' : ''
      const url = `${prefix}${path}${suffix}`.replace(/[^\x21-\x7e]/g, encodeURIComponent)
      const reply = await hub.app.inject({ url, headers: { host: 'localhost', ...shown } })
      if (reply.statusCode >= 500 || leaks.test(reply.body))
        wrong.push(`${url}: ${reply.statusCode}`)
    }
  }
  figure('path traversal: addresses', traversals.length * prefixes.length, wrong.length)
  expect(wrong).toEqual([])
})

test('a name of a device, a key or an account is never a path', async () => {
  const { hub, key, owner } = await prepared()
  let taken = 0
  for (const path of traversals) {
    const name = decodeOnce(path)
    const sync = await post(hub, key, {
      deviceName: name,
      savedTs: '2025-03-01T10:00:00Z',
      settings: 'x',
    })
    if (sync.status === 200 && /(^|[\\/])\.\.([\\/]|$)/.test(name)) taken += 1
    const made = await owner.send('POST', '/api/v1/keys', { app: name })
    if (made.status === 200) taken += 1
  }
  figure('path traversal: names', traversals.length * 2, taken)
  expect(taken).toBe(0)
})

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const pollutions = [
  '"__proto__":{"polluted":1}',
  '"constructor":{"prototype":{"polluted":1}}',
  '"__proto__":null',
  '"prototype":{"polluted":1}',
  '"\\u005f_proto__":{"polluted":1}',
  '"hasOwnProperty":1',
  '"toString":"x"',
  '"__defineGetter__":"x"',
]

test('no body of any route changes what all objects have in common', async () => {
  const { hub, owner, key } = await prepared()
  const shown = owner.sessionHeaders()
  const before = Object.getOwnPropertyNames(Object.prototype).sort()
  const sound = '"deviceName":"P","savedTs":"2025-03-02T10:00:00Z","settings":{"a":1}'
  let tried = 0
  for (const { method, url } of hub.app.routeTable) {
    if (['GET', 'HEAD'].includes(method) || url === '/api/v1/session') continue
    for (const one of pollutions) {
      for (const body of [`{${one}}`, `{${sound},${one}}`, `{"settings":{${one}},"a":{${one}}}`]) {
        tried += 1
        const reply = await hub.app.inject({
          method: method as 'POST',
          url: url.replace(/:\w+/g, '__proto__'),
          headers: {
            ...(url.includes('/sync/') ? { authorization: key } : shown),
            ...{ host: 'localhost', 'content-type': 'application/json' },
          },
          payload: body,
        })
        expect(`${url} ${body}: ${reply.statusCode}`).not.toMatch(/: 5\d\d$/)
      }
    }
  }
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  figure('prototype pollution: bodies', tried)
})

test('settings may hold such names, and come back as they are', async () => {
  const { hub, key } = await prepared()
  for (const [day, one] of pollutions.entries()) {
    const settings = `{${one}}`
    const savedTs = `2025-02-0${day + 1}T10:00:00Z`
    await post(hub, key, `{"deviceName":"P","savedTs":"${savedTs}","settings":${settings}}`)
    const [newest] = (
      await hub.app.inject({ url: '/api/v1/sync/history', headers: { authorization: key } })
    ).json().versions as { version: number }[]
    const reply = await hub.app.inject({
      url: `/api/v1/sync/history/${newest?.version ?? day + 2}`,
      headers: { authorization: key },
    })
    expect(reply.body).toContain(settings)
  }
})

const breaks = [
  '\r\n',
  '%0d%0a',
  '\n',
  '%0a',
  '%E5%98%8A%E5%98%8D',
  '\u560a\u560d',
  '\r',
  '%0D%0A%20',
]
const injected = 'X-Injected: 1'

test('nothing that is sent becomes a header of the answer', async () => {
  const { hub, owner, key } = await prepared({
    PUBLIC_URL: 'http://localhost:9693',
    AUTH_MODULES: 'github',
    GITHUB_CLIENT_ID: 'a',
    GITHUB_CLIENT_SECRET: 'b',
  })
  const shown = owner.sessionHeaders()
  let [tried, wrong] = [0, 0]
  const look = async (url: string, headers: Record<string, string> = {}) => {
    tried += 1
    const reply = await hub.app.inject({
      url,
      headers: { host: 'localhost:9693', ...shown, ...headers },
    })
    if (/x-injected/i.test(JSON.stringify(Object.keys(reply.headers)))) wrong += 1
    if (reply.statusCode >= 500) wrong += 1
  }
  for (const one of breaks) {
    const hostile = `a${one}${injected}${one}${one}<script>alert(1)</script>`
    const asQuery = /[^\x21-\x7e]/.test(hostile) ? encodeURIComponent(hostile) : hostile
    await look(`/sign-in/github?returnTo=/${asQuery}`)
    await look(`/sign-in/github?invite=${asQuery}&link=1`)
    await look(`/callback/github?code=${asQuery}&state=${asQuery}`)
    await look(`/api/v1/slots/${asQuery}/file`)
    await look(`/connect?app=${asQuery}`)
    await look(`/${asQuery}`)
    await look('/api/v1/sync/settings', {
      authorization: key,
      'if-none-match': hostile.replace(/[^\x20-\x7e]/g, ''),
    })
    const named = await owner.send('POST', '/api/v1/keys', { app: 'thunder', name: hostile })
    const member = await owner.send('POST', '/api/v1/accounts', { name: hostile })
    tried += 2
    if (/[\r\n]/.test(hostile) && (named.status === 200 || member.status === 200)) wrong += 1
  }
  await look('/api/v1/slots/thunder/file')
  await look('/api/v1/me/export')
  figure('header injection', tried, wrong)
  expect(wrong).toBe(0)
})

test('nor does it over the wire', async () => {
  const { hub, key } = await prepared()
  const url = await hub.listen()
  for (const target of [
    '/%0d%0aX-Injected:%201',
    '/api/v1/sync/settings?as=%0d%0aX-Injected:1',
    '/docs%0d%0a',
  ]) {
    const wire = await openWire(url)
    wire.send(
      `GET ${target} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${key}\r\nconnection: close\r\n\r\n`,
    )
    const { headers, status } = answerOf(await wire.closed())
    expect(Object.keys(headers)).not.toContain('x-injected')
    expect(status).toBeLessThan(500)
  }
})

/** Names of a hub that somebody could have made lead to it. */
const foreignHosts = [
  ...['evil.com', 'evil.com:9693', 'localhost.evil.com', '127.0.0.1.nip.io', '127.0.0.1.evil.com'],
  ...['evil.local.com', 'local.evil.com', 'a.localhost.com', 'evil.com.', 'evil.com.:9693'],
  ...['xn--e1awd7f.com', 'evil.com#localhost', 'evil.com?localhost', 'evil.com/localhost'],
  ...['localhost@evil.com', 'localhost:9693@evil.com', 'EVIL.COM', 'evil.com\\localhost'],
  ...['sync.example.com.evil.com', 'notsync.example.com', 'example.com', 'evil%2ecom.example.org'],
  ...['lan.evil.com', 'home.arpa.evil.com', 'internal.co', '[::1].evil.com', '[::1]evil.com'],
]

test.each(foreignHosts)('by the name "%s" the hub is not known to a browser', async (host) => {
  const { hub } = await testHub({ environment: { PUBLIC_URL: 'https://sync.example.com' } })
  figure('DNS rebinding: foreign names of the hub', 1)
  for (const [method, url] of [
    ['GET', '/api/v1/session'],
    ['GET', '/'],
    ['POST', '/api/v1/session'],
    ['GET', '/api/v1/accounts'],
  ] as const) {
    const reply = await hub.app.inject({
      method,
      url,
      headers: { host, 'content-type': 'application/json' },
      ...(method === 'POST' && {
        payload: JSON.stringify({ name: 'Ada', password: goodPassword }),
      }),
    })
    expect([400, 421]).toContain(reply.statusCode)
  }
})

test('by its own names it is', async () => {
  const { hub } = await testHub({ environment: { PUBLIC_URL: 'https://sync.example.com' } })
  const own = ['localhost', 'sync.example.com', '127.0.0.1:9693', '[::1]:9693', 'nas', 'nas.local']
  for (const host of own) expect(await statusAt(hub, host)).toBe(200)
})

const statusAt = async (hub: Hub, host: string) =>
  (await hub.app.inject({ url: '/api/v1/session', headers: { host } })).statusCode
