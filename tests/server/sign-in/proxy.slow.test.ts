import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../bench/free-port.ts'
import { ask } from '../../helpers/ask.ts'
import { portal, startAuthelia } from '../../helpers/authelia-stand-in.ts'
import { noCaddy, startCaddy } from '../../helpers/caddy.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'
import { noNginx, sampleOf, startNginx } from '../../helpers/nginx.ts'

/** Signing in by real proxies, with the samples of docs/sign-in.md and a stand-in for Authelia. */

type Start = (folder: string, port: number, sample: string) => Promise<() => Promise<void>>
const nginx: Start = (folder, port, inside) => startNginx(folder, { port, secure: true, inside })
const caddy: Start = (folder, port, site) => startCaddy(folder, { port, site })

describe.each([
  { name: 'nginx', missing: noNginx, start: nginx },
  { name: 'Caddy', missing: noCaddy, start: caddy },
])('signing in by $name, with Authelia', ({ name, missing, start }) => {
  if (missing) process.stdout.write(`Signing in by ${name} is not tested: ${missing}.\n`)

  async function behind() {
    const port = await freePort()
    const base = `https://localhost:${port}`
    const own = { PUBLIC_URL: base, TRUST_PROXY: '127.0.0.1', AUTH_MODULES: 'proxy' }
    const { hub } = await testHub({ environment: { ...own, SIGN_UP: 'open' } })
    const to = await hub.listen()
    const sample = sampleOf(`${name}, with Authelia`, 'sign-in')
      .replaceAll('hub:9693', new URL(to).host)
      .replace('authelia:9091', await startAuthelia(onTestFinished))
    onTestFinished(await start(join(await temporaryFolder(), 'proxy'), port, sample))
    const jar = new Map<string, string>()
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const url = path.startsWith('https:') ? path : base + path
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const reply = await ask(url, { headers: { cookie, ...headers } })
      for (const one of reply.headers['set-cookie'] ?? []) {
        const [pair = ''] = one.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      return { ...reply, location: String(reply.headers.location) }
    }
    return { hub, get, jar, base }
  }

  test.skipIf(missing)(
    'whom Authelia knows gets in, and who is not known is sent there',
    async () => {
      const { get, jar } = await behind()
      const { location: callback } = await get('/sign-in/proxy?returnTo=/account')
      expect(callback).toContain('/callback/proxy?state=')
      // What a visitor claims does not reach the hub.
      const forged = { 'remote-user': 'root' }
      const unknown = await get(callback, forged)
      expect([unknown.status, unknown.location]).toEqual([302, portal])
      jar.set('authelia', 'grace')
      const { location } = await get(callback, forged)
      expect(location).toMatch(/^\/account#proof=/)
      const proof = { 'x-sxncd-proof': location.split('#proof=')[1] ?? '' }
      const { body } = await get('/api/v1/session', { ...proof, ...forged })
      expect(body.account.name).toBe('grace')
    },
  )

  test
    .skipIf(missing)
    .each([
      '/callback//proxy',
      '/callback/proxy/',
      '//callback/proxy',
      '/%63allback/proxy',
      '/callback/proxy%2f',
      '/x/../callback/proxy',
    ])('no other spelling of the address lets a visitor name somebody: %s', async (path) => {
    const { hub, get } = await behind()
    const { location: callback } = await get('/sign-in/proxy')
    const { search } = new URL(callback)
    const reply = await get(path + search, {
      'remote-user': 'root',
      'x-forwarded-for': '127.0.0.1',
    })
    expect(reply.location).not.toContain('#proof=')
    expect(await hub.store.accounts.count()).toBe(0)
  })
})
