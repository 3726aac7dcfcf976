import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

const at = (minute: number) => `2026-01-01T10:${String(minute).padStart(2, '0')}:00Z`

/** An owner with a key for one app, made on the command line, and the app's page open. */
async function openApp(page: Page, hub: RunningHub, app = 'stylus') {
  await becomeOwner(page, hub)
  const key = await hub.command(
    'key',
    'create',
    '--account',
    'Ada',
    '--app',
    app,
    '--name',
    'Laptop',
  )
  await page.goto(`${hub.url}/apps/${app}`)
  const sync = (minute: number, settings: unknown, deviceName = 'Laptop') =>
    hub.sync(key, { deviceName, savedTs: at(minute), settings })
  return { key, sync }
}

test('a key is rotated and revoked: the old text gets 401 from then on', async ({ page, hub }) => {
  const { key } = await openApp(page, hub)
  const body = { deviceName: 'Laptop', savedTs: at(1), settings: 'x' }
  await page.getByRole('button', { name: 'Rotate Laptop' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  const rotated = await dialog.getByLabel('New key').inputValue()
  expect((await hub.sync(key, body)).status).toBe(401)
  expect((await hub.sync(rotated, body)).status).toBe(200)
  await dialog.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: 'Revoke Laptop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('The key “Laptop” is revoked.')).toBeVisible()
  expect((await hub.sync(rotated, body)).status).toBe(401)
})

test('history: versions appear live, are compared in words, and a restore reaches the device', async ({
  page,
  hub,
}) => {
  const { sync } = await openApp(page, hub)
  await sync(1, { theme: 'dark', styles: [{ name: 'one' }] })
  await expect(page.getByText('Version 1').first()).toBeVisible()
  await sync(2, { theme: 'light', styles: [{ name: 'one' }, { name: 'two' }] }, 'Desktop')
  await expect(page.getByText('Version 2').first()).toBeVisible()

  await page.getByRole('link', { name: 'Compare two versions' }).click()
  await expect(page.getByRole('heading', { name: 'Compare versions' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('theme changed')
  await expect(page.getByRole('main')).toContainText('added')

  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await expect(page.getByText('Version 1 is current again.', { exact: false })).toBeVisible()
  const next = await sync(
    2,
    { theme: 'light', styles: [{ name: 'one' }, { name: 'two' }] },
    'Desktop',
  )
  expect(next.body).toMatchObject({ action: 'existingNewer', data: { theme: 'dark' } })
})

test('settings that shrank are flagged, and undone with one click', async ({ page, hub }) => {
  const { sync } = await openApp(page, hub)
  const many = Array.from({ length: 40 }, (_, id) => ({ id, name: `style number ${id}` }))
  await sync(1, { styles: many })
  await sync(2, { styles: [] })
  await expect(
    page.getByText('much smaller than the one it replaced', { exact: false }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Undo: back to version 1' }).click()
  await expect(page.getByText('Version 1 is current again.', { exact: false })).toBeVisible()
  const next = await sync(2, { styles: [] })
  expect(next.body).toMatchObject({ action: 'existingNewer', data: { styles: many } })
})

test('an export file is dropped in and comes out again byte for byte', async ({ page, hub }) => {
  await openApp(page, hub)
  const text = '{"settings": {"big": 12345678901234567890}, "styles": []}\n'
  const file = { name: 'stylus.json', mimeType: 'application/json', buffer: Buffer.from(text) }
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Upload a file' }).first().click()
  await (await chooser).setFiles(file)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Which device is it from?').fill('Old laptop')
  await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByText('uploaded as version 1', { exact: false })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download newest' }).click()
  const stream = await (await download).createReadStream()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe(text)
})

test('an export of another app is asked about, and sent where the person says so', async ({
  page,
  hub,
}) => {
  const { sync } = await openApp(page, hub, 'vimium')
  const stylus = await readFile(new URL('../../app-modules/stylus/sample.json', import.meta.url))
  const choose = async (name: string, buffer: Buffer) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Upload a file' }).first().click()
    await (await chooser).setFiles({ name, mimeType: 'application/json', buffer })
    return page.getByRole('dialog')
  }
  const asked = await choose('export.json', stylus)
  await expect(asked.getByText('This looks like an export of Stylus, not of Vimium')).toBeVisible()
  await expect(asked.getByRole('button', { name: 'Upload', exact: true })).toHaveCount(0)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  // Nothing was sent: the slot is empty for the device that syncs next.
  expect((await sync(1, { settingsVersion: 'first' })).body).toMatchObject({ action: 'created' })

  const again = await choose('export.json', stylus)
  await again.getByLabel('Which device is it from?').fill('Old laptop')
  await again.getByRole('button', { name: 'Upload anyway' }).click()
  await expect(page.getByText('uploaded as version 2', { exact: false })).toBeVisible()

  const own = await readFile(new URL('../../app-modules/vimium/sample.json', import.meta.url))
  const dialog = await choose('vimium-options.json', own)
  await expect(dialog.getByRole('button', { name: 'Upload', exact: true })).toBeVisible()
  await expect(dialog.getByText('This looks like')).toHaveCount(0)
})
