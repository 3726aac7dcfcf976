import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { freePort } from '../../bench/free-port.ts'
import { startAuthelia } from '../helpers/authelia-stand-in.ts'
import { noCaddy, startCaddy } from '../helpers/caddy.ts'
import { noNginx, sampleOf, startNginx } from '../helpers/nginx.ts'
import { startOidcProvider } from '../helpers/oidc-provider.ts'
import { password, startHub } from './hub-fixture.ts'

/** The window in a browser, behind real proxies with the samples of the docs, by HTTPS. */

test.use({ ignoreHTTPSErrors: true })

const proxies = [
  {
    name: 'nginx',
    missing: noNginx,
    start: (folder: string, port: number, inside: string) =>
      startNginx(folder, { port, secure: true, inside }),
  },
  {
    name: 'Caddy',
    missing: noCaddy,
    start: (folder: string, port: number, site: string) => startCaddy(folder, { port, site }),
  },
]

/** What was started, to be ended after the test; the newest first. */
const stops: (() => unknown)[] = []
const atEnd = (stop: () => unknown) => void stops.unshift(stop)
test.afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

type ReverseProxy = (typeof proxies)[number]

/** A hub behind a proxy with a sample of the docs, at the address that people use. */
async function behind(
  proxy: ReverseProxy,
  sample: string,
  url: string,
  environment: Record<string, string>,
) {
  const own = { PUBLIC_URL: url, TRUST_PROXY: '127.0.0.1' }
  const { hub, stop } = await startHub({ ...own, ...environment })
  atEnd(stop)
  const folder = await mkdtemp(join(tmpdir(), 'sxncd-proxy-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  const filled = sample.replaceAll('hub:9693', new URL(hub.url).host)
  atEnd(await proxy.start(folder, Number(new URL(url).port), filled))
  return hub
}

async function setUp(page: Page, link: string) {
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('The same again').fill(password)
  await page.getByRole('button', { name: 'Set up the hub' }).click()
}

for (const proxy of proxies) {
  const { name, missing } = proxy
  const why = missing ? ` (left out: ${missing})` : ''

  test(`under a path, by ${name}: the window, its changes, and a sign-in by a provider${why}`, async ({
    page,
    browser,
  }) => {
    test.skip(missing !== undefined, missing)
    const port = await freePort()
    const url = `https://localhost:${port}/sync`
    const oidc = await startOidcProvider({ redirectUris: [`${url}/callback/oidc`], atEnd })
    const hub = await behind(proxy, sampleOf(`${name}, under a path`), url, {
      SIGN_UP: 'open',
      AUTH_MODULES: 'oidc',
      OIDC_ISSUER: oidc.issuer,
      OIDC_CLIENT_ID: oidc.clientId,
      OIDC_CLIENT_SECRET: oidc.clientSecret,
      OIDC_NAME: 'Our sign-in',
    })
    const failed: string[] = []
    page.on('response', (reply) => {
      if (reply.status() >= 400) failed.push(`${reply.status()} ${reply.url()}`)
    })
    expect(hub.setUpLink).toContain(`${url}/set-up#`)
    await setUp(page, hub.setUpLink)
    await page.waitForURL(`${url}/`)

    // A page in the depth, opened afresh; what a device sends shows there by itself.
    await page.goto(`${url}/apps/vimium`)
    await expect(page.getByRole('button', { name: 'Connect a device' })).toBeVisible()
    const key = await hub.command('key', 'create', '--account', 'Ada', '--app', 'vimium')
    const upload = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: { a: 1 } }
    expect((await hub.sync(key, upload)).status).toBe(200)
    await expect(page.getByText('Version 1').first()).toBeVisible()
    await page.reload()
    await expect(page.getByText('Version 1').first()).toBeVisible()
    await page.goto(`${url}/hub`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const guest = await context.newPage()
    await guest.goto(`${url}/apps/stylus`)
    await guest.getByRole('link', { name: 'Sign in with Our sign-in' }).click()
    await guest.waitForURL(`${url}/apps/stylus`)
    await expect(guest.getByRole('link', { name: /ada/i }).first()).toBeVisible()
    const cookies = await context.cookies(url)
    expect(cookies.map(({ name }) => name)).toContain('__Secure-sxncd-session')
    expect(await context.cookies(`https://localhost:${port}/`)).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ name: '__Secure-sxncd-session' })]),
    )
    await context.close()
    expect(failed).toEqual([])
  })

  test(`by ${name}: the owner links who the proxy says they are, and signs in so${why}`, async ({
    page,
    context,
  }) => {
    test.skip(missing !== undefined, missing)
    const url = `https://localhost:${await freePort()}`
    const authelia = await startAuthelia(atEnd)
    const sample = sampleOf(`${name}, with Authelia`, 'sign-in').replace('authelia:9091', authelia)
    const own = { AUTH_MODULES: 'proxy', PROXY_NAME: 'Authelia', SIGN_UP: 'closed' }
    const hub = await behind(proxy, sample, url, own)
    await setUp(page, hub.setUpLink)
    await page.waitForURL(`${url}/`)
    await context.addCookies([{ name: 'authelia', value: 'ada', url }])
    await page.goto(`${url}/account`)
    await page.getByRole('button', { name: 'Link Authelia' }).click()
    await expect(page.getByText('Authelia now signs you in here.')).toBeVisible()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('link', { name: 'Sign in with Authelia' }).click()
    await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible()

    // Somebody else at the proxy is nobody here.
    await page.goto(`${url}/account`)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await context.addCookies([{ name: 'authelia', value: 'mallory', url }])
    await page.getByRole('link', { name: 'Sign in with Authelia' }).click()
    await expect(page.getByText('There is no account for you here', { exact: false })).toBeVisible()
  })
}
