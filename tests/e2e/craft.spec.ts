import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { violations } from './axe.ts'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

/** A hub with something on every page. */
async function fill(page: Page, hub: RunningHub): Promise<void> {
  await becomeOwner(page, hub)
  const key = await hub.command(
    'key',
    'create',
    '--account',
    'Ada',
    '--app',
    'obtainium',
    '--name',
    'Pixel 8',
  )
  const send = (minute: number, deviceName: string, settings: unknown) =>
    hub.sync(key, { deviceName, savedTs: `2026-01-01T10:0${minute}:00Z`, settings })
  await send(1, 'Pixel 8', { theme: 'dark', apps: [{ id: 'one' }, { id: 'two' }] })
  await send(2, 'Pixel 8', { theme: 'light', apps: [{ id: 'one' }] })
  await send(3, 'Tablet', { theme: 'light', apps: [] })
}

const pages = [
  '/',
  '/apps/obtainium',
  '/apps/stylus',
  '/apps/obtainium/compare/1/2',
  '/apps/obtainium/files',
  '/account',
  '/members',
  '/hub',
  '/nothing',
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`every page in ${colorScheme} at ${width} px: nothing for axe, nothing cut off, no other host`, async ({
      page,
      hub,
    }) => {
      test.setTimeout(90_000)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      const foreign: string[] = []
      const errors: string[] = []
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        if (protocol.startsWith('http') && origin !== hub.url) foreign.push(request.url())
      })
      page.on('console', (message) => {
        // Of a page that is not there the browser says so.
        if (message.location().url === `${hub.url}/nothing`) return
        if (message.type() === 'error') errors.push(message.text())
      })
      page.on('pageerror', (error) => errors.push(error.message))
      await fill(page, hub)
      for (const path of pages) {
        await page.goto(`${hub.url}${path}`)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByText('Loading…')).toHaveCount(0)
        const wide = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        )
        expect([path, wide <= 0]).toEqual([path, true])
        expect([path, await violations(page)]).toEqual([path, []])
      }
      expect(foreign).toEqual([])
      expect(errors).toEqual([])
    })
  }
}

test('the first load is at most 130 kB of JavaScript, gzipped', async ({ page, hub }) => {
  const scripts: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.body())
  })
  await page.goto(hub.setUpLink, { waitUntil: 'networkidle' })
  const bodies = await Promise.all(scripts)
  const size = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
  expect(size).toBeGreaterThan(20_000)
  expect(size).toBeLessThan(130_000)
})

test('what a device sends is text everywhere: nothing of it runs', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', 'obtainium')
  const payloads = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    'javascript:alert(1)',
    '{{constructor.constructor("alert(1)")()}}',
  ]
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  for (const [minute, payload] of payloads.entries()) {
    const settings = { [payload]: payload, apps: [{ id: payload, name: payload }] }
    await hub.sync(key, {
      deviceName: `x ${payload}`,
      savedTs: `2026-01-01T10:0${minute}:00Z`,
      settings,
    })
  }
  for (const path of ['/', '/apps/obtainium']) {
    await page.goto(`${hub.url}${path}`)
    await expect(page.getByText('onerror=alert', { exact: false }).first()).toBeVisible()
  }
  await page.getByRole('link', { name: 'Compare two versions' }).click()
  await expect(page.getByRole('heading', { name: 'Compare versions' })).toBeVisible()
  await expect(page.locator('main script, main img[src="x"]')).toHaveCount(0)
  expect(dialogs).toBe(0)
})

test('the language and the theme are switched and remembered', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/apps/vimium`)
  await expect(page.getByText('Steers the browser').first()).toBeVisible()
  await page.locator('a[href="/account"]').first().click()
  await page.getByText('Deutsch').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  // What the hub says of its apps, fetched already, follows.
  await page.goBack()
  await expect(page.getByText('Steuert den Browser').first()).toBeVisible()
  await page.goForward()
  await page.getByText('Dunkel').click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.getByRole('radio', { name: 'Dunkel' })).toBeChecked()
})
