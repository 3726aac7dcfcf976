import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../bench/free-port.ts'
import { SyncError } from '../../../client/errors.ts'
import { sync } from '../../../client/sync.ts'
import { ask } from '../../helpers/ask.ts'
import { goodPassword } from '../../helpers/browser.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { noNginx, sampleOf, startNginx } from '../../helpers/nginx.ts'

interface Setting {
  readonly secure?: boolean
  readonly path?: string
  /** What the page says, changed. */
  readonly change?: (sample: string) => string
  readonly publicUrl?: string | undefined
}

/** A hub behind nginx with the very sample of docs/self-hosting.md. */
async function behindNginx({ secure = false, path = '', change = (all) => all, ...more }: Setting) {
  const port = await freePort()
  const origin = `http${secure ? 's' : ''}://localhost:${port}`
  const publicUrl = 'publicUrl' in more ? (more.publicUrl ?? '') : origin + path
  const environment = { PUBLIC_URL: publicUrl, TRUST_PROXY: '127.0.0.1' }
  const { hub } = await testHub({ environment })
  const url = await hub.listen()
  const sample = sampleOf(path ? 'nginx, under a path' : 'nginx')
  const inside = change(sample).replace('http://hub:9693', url)
  const folder = join(await temporaryFolder(), 'nginx')
  onTestFinished(await startNginx(folder, { port, secure, inside }))
  return { hub, origin, base: origin + path, port }
}

const takesPathOff = (sample: string) => sample.replace('hub:9693;', 'hub:9693/;')
const settings: readonly [string, Setting][] = [false, true].flatMap((secure) => {
  const scheme = secure ? 'HTTPS' : 'HTTP'
  return [
    [`${scheme}, a host of its own`, { secure }],
    [`${scheme}, under a path that stays on`, { secure, path: '/sync' }],
    [`${scheme}, under a path that is taken off`, { secure, path: '/sync', change: takesPathOff }],
  ] as [string, Setting][]
})

const noWindow = existsSync(join(import.meta.dirname, '../../../dist/renderer/index.html'))
  ? undefined
  : 'the window is not built (npm run build:window)'
const leftOut = noNginx ?? noWindow
const skipped = leftOut ? `, left out: ${leftOut}` : ''

describe.skipIf(leftOut)(`behind nginx as the docs have it${skipped}`, () => {
  test.each(settings)(
    '%s: the window and its files are there on every page',
    async (_, setting) => {
      const { base } = await behindNginx(setting)
      for (const page of ['/', '/apps/vimium', '/apps/vimium/compare/1/2']) {
        const { status, text } = await ask(base + page)
        expect(status).toBe(200)
        const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to = '']) => to)
        expect(files.length).toBeGreaterThan(3)
        for (const file of files) {
          const found = await ask(new URL(file, base + page).href)
          expect(found.status, file).toBe(200)
          expect(found.headers['content-type']).not.toContain('html')
        }
      }
    },
  )

  test.each(settings)('%s: people sign in, apps sync, links lead back', async (_, setting) => {
    const { hub, base } = await behindNginx(setting)
    const { secure = false, path = '' } = setting
    const token = await hub.newSetUpToken()
    const owner = { token, name: 'Ada', password: goodPassword }
    const made = await ask(`${base}/api/v1/set-up`, { method: 'POST', body: owner })
    expect([made.status, made.body.error]).toEqual([200, undefined])
    const cookies = made.headers['set-cookie'] ?? []
    const [session = ''] = cookies.filter((one) => one.includes('sxncd-session='))
    expect(session).toContain(`Path=${path || '/'};`)
    expect(session.startsWith('__')).toBe(secure)
    expect(session.startsWith('__Host-')).toBe(secure && path === '')
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
    const headers = { cookie, 'x-sxncd-proof': String(made.body.proof) }
    const invited = await ask(`${base}/api/v1/invites`, { method: 'POST', headers, body: {} })
    expect(invited.body.url).toMatch(`${base}/invite#`)
    const connect = await ask(`${base}/connect`)
    expect(connect.text).toContain(`<code>${base}</code>`)
    const script = /<script src="([^"]+)"/.exec(connect.text)?.[1] ?? ''
    expect((await ask(new URL(script, `${base}/connect`).href)).status).toBe(200)
    const key = await keyFor(hub)
    const body = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: 'abc' }
    const upload = { method: 'POST', headers: { authorization: key }, body }
    expect((await ask(`${base}/api/v1/sync/update`, upload)).body.action).toBe('created')
    expect((await ask(`${base}//api/v1/sync/update`, upload)).body.action).toBe('none')
    const events = await ask(`${base}/api/v1/events`, { headers })
    expect(events.text).toContain('retry:')
    const largest = { ...body, settings: 'x'.repeat(10 * 1024 ** 2 - 200) }
    const large = await ask(`${base}/api/v1/sync/update`, { ...upload, body: largest })
    expect(large.status).toBe(200)
  })

  test('a strange host is refused, whatever it claims to be forwarded for', async () => {
    const { base, origin } = await behindNginx({})
    const host = (headers: Record<string, string>) => ask(`${base}/api/v1/session`, { headers })
    expect((await host({ host: 'evil.example' })).status).toBe(421)
    const claimed = { host: 'evil.example', 'x-forwarded-host': 'localhost' }
    expect((await host(claimed)).status).toBe(421)
    // nginx writes its own over what a client claims.
    expect((await host({ 'x-forwarded-host': 'evil.example' })).status).toBe(200)
    expect((await host({ host: new URL(origin).host })).status).toBe(200)
  })

  test('a proxy that drops the port is no other web page, where PUBLIC_URL names it', async () => {
    const dropsPort = (sample: string) => sample.replaceAll('$http_host', '$host')
    const signIn = { method: 'POST', body: { name: 'Ada', password: goodPassword } }
    const named = await behindNginx({ secure: true, change: dropsPort })
    expect((await ask(`${named.base}/api/v1/session`, signIn)).body.error).toMatch(
      /name or the pass/,
    )
    const unnamed = await behindNginx({ secure: true, change: dropsPort, publicUrl: undefined })
    const refused = await ask(`${unnamed.base}/api/v1/session`, signIn)
    expect(refused.status).toBe(403)
    const foreign = await ask(`${named.base}/api/v1/session`, {
      ...signIn,
      headers: { origin: 'https://other.example' },
    })
    expect(foreign.headers['x-sxncd-error']).toBe('cross_site')
  })

  test('what the proxy itself refuses, or sends elsewhere, is explained', async () => {
    const upload = {
      key: `sxncd_${'a'.repeat(49)}`,
      deviceName: 'Pixel',
      savedTs: '2025-02-26T09:15:30.123Z',
      settings: 'x'.repeat(20_000),
    }
    const small = (sample: string) =>
      sample.replace('client_max_body_size 0', 'client_max_body_size 10k')
    const { base } = await behindNginx({ change: small })
    const tooLarge = await sync({ ...upload, hub: base }).catch((error) => error as SyncError)
    expect(tooLarge).toBeInstanceOf(SyncError)
    expect(tooLarge).toMatchObject({ status: 413, code: 'proxy_too_large' })
    expect((tooLarge as SyncError).message).toContain('proxy')
    const toHttps = () => 'location / { return 301 https://$host$request_uri; }'
    const moved = await behindNginx({ change: toHttps })
    const redirected = await sync({ ...upload, hub: moved.base }).catch((error) => error)
    expect(redirected).toMatchObject({ status: 301, code: 'redirected' })
    expect(redirected.message).toContain('https://localhost')
    expect(redirected.message).not.toContain('/api/v1')
  })
})
