import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../bench/free-port.ts'
import { type Asked, ask, begin } from '../../helpers/ask.ts'
import { goodPassword } from '../../helpers/browser.ts'
import { noCaddy, startCaddy } from '../../helpers/caddy.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { noNginx, sampleOf, startNginx } from '../../helpers/nginx.ts'
import { startTraefik } from '../../helpers/traefik-stand-in.ts'

/** The proxies of docs/self-hosting.md, by HTTPS, with the very samples of that page. */

interface Place {
  readonly folder: string
  readonly port: number
  readonly path: string
  /** Where the hub is. */
  readonly to: string
}

interface ReverseProxy {
  readonly name: string
  readonly missing?: string | undefined
  readonly start: (place: Place) => Promise<() => Promise<void>>
}

const sample = (proxy: string, path: string, to: string) =>
  sampleOf(path ? `${proxy}, under a path` : proxy)
    .replace('http://hub:9693', to)
    .replace('hub:9693', new URL(to).host)

const reverseProxies: readonly ReverseProxy[] = [
  {
    name: 'nginx',
    missing: noNginx,
    start: ({ folder, port, path, to }) =>
      startNginx(folder, { port, secure: true, inside: sample('nginx', path, to) }),
  },
  {
    name: 'Caddy',
    missing: noCaddy,
    start: ({ folder, port, path, to }) =>
      startCaddy(folder, { port, site: sample('Caddy', path, to) }),
  },
  { name: 'one like Traefik', start: ({ folder, ...place }) => startTraefik(folder, place) },
  {
    name: 'one like Traefik that takes the path off',
    start: ({ folder, path, ...place }) => startTraefik(folder, { ...place, strip: path }),
  },
  {
    name: 'one like HAProxy, which adds a second X-Forwarded-For',
    start: ({ folder, ...place }) => startTraefik(folder, { ...place, addsLine: true }),
  },
]

async function behind({ start }: ReverseProxy, path: string, environment = {}) {
  const port = await freePort()
  const origin = `https://localhost:${port}`
  const own = {
    // With slashes too many, as people write it.
    PUBLIC_URL: path ? `${origin}/${path}//` : `${origin}/`,
    TRUST_PROXY: '127.0.0.1',
    ...environment,
  }
  const { hub, logged } = await testHub({ environment: own })
  const to = await hub.listen()
  const folder = join(await temporaryFolder(), 'proxy')
  onTestFinished(await start({ folder, port, path, to }))
  return { hub, logged, base: origin + path, origin }
}

/** Becomes the owner. @returns what the browser sends from then on */
async function becomeOwner({ hub, base }: Awaited<ReturnType<typeof behind>>) {
  const body = { token: await hub.newSetUpToken(), name: 'Ada', password: goodPassword }
  const made = await ask(`${base}/api/v1/set-up`, { method: 'POST', body })
  expect([made.status, made.body.error]).toEqual([200, undefined])
  const cookies = made.headers['set-cookie'] ?? []
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
  return { cookies, headers: { cookie, 'x-sxncd-proof': String(made.body.proof) } }
}

/** Reads a stream until it holds `part`. */
async function heard(stream: IncomingMessage, part: string): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes(part)) return text
  }
  throw new Error(`the stream ended: ${text}`)
}

for (const proxy of reverseProxies) {
  if (proxy.missing) process.stdout.write(`Not tested behind ${proxy.name}: ${proxy.missing}.\n`)
}

describe.each(reverseProxies)('behind $name', (proxy) => {
  const { missing } = proxy
  describe.skipIf(missing).each([
    ['a name of its own', ''],
    ['a path', '/sync'],
  ])('at %s', (_, path) => {
    test('people sign in with cookies for HTTPS alone, and the doctor is content', async () => {
      const place = await behind(proxy, path)
      const { base } = place
      const { cookies, headers } = await becomeOwner(place)
      expect(cookies.length).toBeGreaterThan(0)
      for (const one of cookies) {
        expect(one).toMatch(path ? /^__Secure-/ : /^__Host-/)
        expect(one).toMatch(/; Secure/)
        expect(one).toContain(`Path=${path || '/'};`)
      }
      const { body } = await ask(`${base}/api/v1/session`, { headers })
      expect(body.account.name).toBe('Ada')
      const invited = await ask(`${base}/api/v1/invites`, { method: 'POST', headers, body: {} })
      expect(invited.body.url).toMatch(new RegExp(`^${base}/invite#`))
      const status = await ask(`${base}/api/v1/status`, { headers })
      expect(status.body.checks).toEqual([])
      const doctor = await ask(`${base}/api/v1/doctor`, { headers })
      const codes = doctor.body.checks.map(({ code }: { code: string }) => code)
      expect(codes.filter((code: string) => code.startsWith('proxy'))).toEqual(['proxy'])
    })

    test('changes are told at once, and 10 MiB go through', async () => {
      const place = await behind(proxy, path)
      const { hub, base } = place
      const { headers } = await becomeOwner(place)
      const key = await keyFor(hub, 'thunder', 'Ada')
      const authorization = { authorization: key }
      const window = await begin(`${base}/api/v1/events`, { headers })
      const device = await begin(`${base}/api/v1/sync/events`, { headers: authorization })
      onTestFinished(() => [window, device].forEach((stream) => void stream.destroy()))
      expect([window.statusCode, device.statusCode]).toEqual([200, 200])
      await heard(window, 'retry:')
      await heard(device, 'retry:')
      const both = Promise.all([heard(window, 'thunder'), heard(device, 'data:')])
      const body = {
        ...{ deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z' },
        settings: 'x'.repeat(10 * 1024 ** 2 - 200),
      }
      const upload: Asked = { method: 'POST', headers: authorization, body }
      const sent = await ask(`${base}/api/v1/sync/update`, upload)
      expect([sent.status, sent.body.action]).toEqual([200, 'created'])
      await both
      const read = await ask(`${base}/api/v1/sync/settings`, { headers: authorization })
      expect(read.text.length).toBeGreaterThan(10 * 1024 ** 2 - 200)
    })

    test('every method of WebDAV goes through, with its Destination', async () => {
      const { hub, base } = await behind(proxy, path)
      const password = await keyFor(hub, 'thunder', 'Ada')
      const authorization = `Basic ${Buffer.from(`Ada:${password}`).toString('base64')}`
      const at = (name: string) => `${base}/dav/${name}`
      const dav = (method: string, name: string, headers = {}, body?: string) =>
        ask(at(name), {
          method,
          headers: { authorization, origin: 'https://other.example', ...headers },
          ...(body !== undefined && { body }),
        })
      expect((await dav('MKCOL', 'notes')).status).toBe(201)
      expect((await dav('PUT', 'notes/a.txt', {}, 'one')).status).toBe(201)
      const to = { destination: at('notes/b.txt') }
      expect((await dav('COPY', 'notes/a.txt', to)).status).toBe(201)
      const moved = await dav('MOVE', 'notes/a.txt', { destination: at('notes/c.txt') })
      expect(moved.status).toBe(201)
      const found = await dav('PROPFIND', 'notes/', { depth: '1' })
      expect(found.status).toBe(207)
      const paths = [...found.text.matchAll(/<(?:\w+:)?href>([^<]+)</g)].map(([, one]) => one)
      expect(paths.sort()).toEqual(
        ['', 'b.txt', 'c.txt'].map((name) => `${path}/dav/notes/${name}`).sort(),
      )
      const lock =
        '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'
      const locked = await dav('LOCK', 'notes/c.txt', { timeout: 'Second-60' }, lock)
      expect(locked.status).toBe(200)
      const token = String(locked.headers['lock-token'])
      expect((await dav('UNLOCK', 'notes/c.txt', { 'lock-token': token })).status).toBe(204)
      expect((await dav('OPTIONS', 'notes/')).headers.dav).toContain('1')
      expect((await dav('GET', 'notes/c.txt')).text).toBe('one')
      expect((await dav('DELETE', 'notes')).status).toBe(204)
    })

    test('the log and the limits know the true client, whatever it claims', async () => {
      const { base, logged } = await behind(proxy, path)
      const claims = { 'x-forwarded-for': ['198.51.100.1', '198.51.100.2'] }
      const wrong = (from: string) =>
        ask(`${base}/api/v1/sync/settings`, {
          headers: { authorization: 'wrong', ...claims, 'x-forwarded-host': 'evil.example' },
          from,
        })
      expect((await wrong('127.0.0.7')).status).toBe(401)
      const from = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
      expect(from.map((line) => line.from)).toEqual(['127.0.0.7'])
      for (let count = 1; count < 21; count += 1) await wrong('127.0.0.7')
      expect((await wrong('127.0.0.7')).status).toBe(429)
      expect((await wrong('127.0.0.8')).status).toBe(401)
    })
  })
})
