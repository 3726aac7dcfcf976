import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { figure } from '../helpers/figures.ts'
import { hostileStrings } from './hostile-strings.ts'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

test.use({ environment: { LAN: 'on', HTTPS_PORT: '0', RATE_LIMIT: 'off' } })

/** With how many strings somebody who is not signed in comes. */
const strangers = process.env.SECURITY === 'full' ? 25 : 3

/** All that tells of something that ran, or tried to. */
function watch(page: Page, hub: RunningHub): string[] {
  const ran: string[] = []
  page.on('dialog', (dialog) => {
    ran.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== hub.url) ran.push(`asked ${request.url()}`)
  })
  page.on('console', (message) => {
    // The policy would stop it, but it must not get so far.
    if (/Content Security Policy|Refused to/.test(message.text())) ran.push(message.text())
  })
  page.on('popup', (popup) => ran.push(`a window: ${popup.url()}`))
  return ran
}

/** Elements that no page of ours has; one of them would have come out of a string. */
const foreignElements =
  'main :is(script, iframe, object, embed, video, marquee, math, base, template, x, [onerror], [onload], [onfocus], [onclick], [src="x"], [href^="javascript:" i], [href^="data:text" i])'

async function look(page: Page, ran: string[], where: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('Loading…')).toHaveCount(0)
  expect([where, await page.locator(foreignElements).count(), ran]).toEqual([where, 0, []])
}

test(`${hostileStrings.length} hostile strings from devices, members and strangers stay text on every page`, async ({
  page,
  hub,
  browser,
}) => {
  test.setTimeout(180_000)
  expect(hostileStrings.length).toBeGreaterThan(100)
  const ran = watch(page, hub)
  await becomeOwner(page, hub)
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', 'obtainium')
  const asText = await hub.command('key', 'create', '--account', 'Ada', '--app', 'stylus')
  const stamp = (at: number) => new Date(Date.UTC(2026, 0, 1) + at * 1_000).toISOString()
  let taken = 0
  for (const [at, text] of hostileStrings.entries()) {
    const settings = { [text]: text, apps: [{ id: text, name: text }], list: [text] }
    const sent = await hub.sync(key, { deviceName: `x ${text}`, savedTs: stamp(at), settings })
    if (sent.status === 200) taken += 1
    await hub.sync(asText, { deviceName: 'plain', savedTs: stamp(at), settings: text })
  }
  // A few read as a path and are no name; the settings of all are taken.
  expect(taken).toBeGreaterThan(60)

  // Names that people give, as far as they are names at all.
  const names = hostileStrings.filter((text) => !/[\\/]/.test(text)).slice(0, 20)
  const keysMade = await page.evaluate(async (texts) => {
    const proof = localStorage.getItem('sxncd.proof') ?? ''
    const ask = (method: string, path: string, body: object) =>
      fetch(`/api/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', 'x-sxncd-proof': proof },
        body: JSON.stringify(body),
      })
    let made = 0
    for (const text of texts) {
      if ((await ask('POST', '/keys', { app: 'obtainium', name: text })).ok) made += 1
      await ask('POST', '/invites', { note: text })
      await ask('POST', '/accounts', { name: `${text} member` })
    }
    await ask('PATCH', '/settings', { hubName: texts[0] })
    await ask('POST', '/pairings', { deviceName: texts[1], app: 'obtainium' })
    await ask('POST', '/pairings', { deviceName: texts[2], app: 'obtainium' })
    return made
  }, names)
  expect(keysMade).toBeGreaterThan(10)
  for (const path of ['/', '/apps/obtainium', '/apps/stylus', '/members', '/account', '/hub']) {
    await page.goto(`${hub.url}${path}`)
    await look(page, ran, path)
  }
  await page.goto(`${hub.url}/apps/obtainium`)
  await expect(page.getByText('onerror=alert', { exact: false }).first()).toBeVisible()
  for (const app of ['obtainium', 'stylus']) {
    await page.goto(`${hub.url}/apps/${app}`)
    await page.getByRole('link', { name: 'Compare two versions' }).click()
    await expect(page.getByRole('heading', { name: 'Compare versions' })).toBeVisible()
    await look(page, ran, `comparing ${app}`)
  }

  const context = await browser.newContext()
  const stranger = await context.newPage()
  const ranThere = watch(stranger, hub)
  for (const text of hostileStrings.slice(0, strangers)) {
    const part = encodeURIComponent(text)
    for (const address of [
      `/sign-in?problem=${part}&returnTo=${part}`,
      `/connect?app=${part}`,
      `/invite#${part}`,
      `/${part}`,
    ]) {
      await stranger.goto(`${hub.url}${address}`)
      expect([address, await stranger.locator(foreignElements).count()]).toEqual([address, 0])
    }
  }
  expect(ranThere).toEqual([])
  await context.close()
  figure(
    'XSS: hostile strings in a real browser, on every page',
    hostileStrings.length * 8 + strangers * 4,
    ran.length,
  )
})
