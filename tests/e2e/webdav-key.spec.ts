import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { soundLogo, soundManifest, soundSample } from '../app-modules/module-folder.ts'
import { violations } from './axe.ts'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

interface Access {
  readonly address: string
  readonly user: string
  readonly password: string
}

async function openConnect(page: Page, hub: RunningHub, app: string): Promise<Locator> {
  await page.goto(`${hub.url}/apps/${app}`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  return page.getByRole('dialog')
}

async function makeKey(dialog: Locator, device: string): Promise<Access> {
  await dialog.getByLabel('Name of the device').fill(device)
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  const value = (label: string) => dialog.getByLabel(label, { exact: true }).inputValue()
  return {
    address: await value('WebDAV address'),
    user: await value('User name'),
    password: await value('Password (the key)'),
  }
}

test('an app that speaks WebDAV gets address, user name and password, and its own steps', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'floccus')
  await expect(dialog.getByText('floccus keeps its files on the hub by WebDAV')).toBeVisible()
  const { address, user, password } = await makeKey(dialog, 'Laptop')
  expect(address).toMatch(/^http:\/\/[^/]+\/dav\/$/)
  expect(user).toBe('Laptop')
  expect(password).toMatch(/^sxncd_[0-9A-Za-z]{49}$/)
  await expect(dialog.getByRole('img', { name: 'QR code with the WebDAV address' })).toBeVisible()
  for (const what of ['WebDAV address', 'User name', 'Password (the key)']) {
    await expect(dialog.getByRole('button', { name: `Copy : ${what}` })).toBeVisible()
  }
  await expect(dialog.getByText('In floccus', { exact: true })).toBeVisible()
  await expect(dialog.getByText('choose "WebDAV share"')).toBeVisible()
  await expect(dialog.getByText('Waiting for the first file…')).toBeVisible()
  await expect(dialog.getByText('Windows mounts only addresses')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Done' }).click()
})

/** Stores a file, as an app does. @returns the status */
async function put({ address, user, password }: Access, path: string, body: string) {
  const basic = Buffer.from(`${user}:${password}`).toString('base64')
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'text/plain' }
  return (await fetch(address + path, { method: 'PUT', headers, body })).status
}

test('the first file of the device arrives live', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'floccus')
  const access = await makeKey(dialog, 'Laptop')
  await expect(dialog.getByText('Waiting for the first file…')).toBeVisible()
  expect(await put(access, 'bookmarks.xbel', '<xbel></xbel>')).toBe(201)
  await expect(dialog.getByText('Laptop is connected')).toBeVisible()
  // The key is in use, so nothing is lost by Esc.
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('Version 1').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Forget Laptop' })).toBeVisible()
})

test('so does a file that is not the settings, and a name with a colon', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'violentmonkey')
  const access = await makeKey(dialog, 'Ada: kitchen')
  expect(await put(access, 'script.user.js', 'run()')).toBe(201)
  await expect(dialog.getByText('Ada- kitchen is connected')).toBeVisible()
})

test('a key that only reads is made, and its list says so', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'violentmonkey')
  // Its export is a zip file: no script syncs that.
  await expect(dialog.getByRole('button', { name: 'Without WebDAV' })).toHaveCount(0)
  await dialog.getByRole('switch', { name: 'Read only' }).check()
  const access = await makeKey(dialog, 'Kiosk')
  await expect(dialog.getByText('This key only reads.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Kiosk' })).toContainText('Read only')
  const body = { deviceName: 'Kiosk', savedTs: '2026-01-01T10:00:00Z', settings: 'x' }
  expect((await hub.sync(access.password, body)).status).toBe(403)
  expect(await put(access, 'script.user.js', 'run()')).toBe(403)
})

test('any other app has the way by WebDAV beside its own', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'obtainium')
  await expect(dialog.getByRole('switch', { name: 'Read only' })).toHaveCount(0)
  await dialog.getByLabel('Name of the device').fill('Tablet')
  await dialog.getByRole('button', { name: 'By WebDAV' }).click()
  await expect(dialog.getByLabel('Name of the device')).toHaveValue('Tablet')
  await dialog.getByRole('button', { name: 'Without WebDAV' }).click()
  await dialog.getByRole('button', { name: 'By WebDAV' }).click()
  const { user } = await makeKey(dialog, 'Tab: kitchen')
  // A colon would end the user name on its way.
  expect(user).toBe('Tab- kitchen')
})

test('a key for all apps is made on the page of the account', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/account`)
  await page.getByRole('button', { name: 'Key for all apps' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('the files of all your apps as one folder')).toBeVisible()
  const access = await makeKey(dialog, 'Phone')
  expect(access.address).toMatch(/\/dav\/$/)
  expect(await put(access, 'vimium/notes.txt', 'one')).toBe(201)
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'Phone' })
  await expect(row).toContainText('All apps')
  expect(await hub.command('key', 'list')).toMatch(/ \* +Phone +read, write +active /)

  await row.getByRole('button', { name: 'Revoke Phone' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('1 key that works no more')).toBeVisible()
})

test('Esc does not throw the key away unasked, until it is copied', async ({
  page,
  hub,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await becomeOwner(page, hub)
  const dialog = await openConnect(page, hub, 'floccus')
  const { password } = await makeKey(dialog, 'Laptop')
  const asked = page.getByRole('dialog', { name: 'Close without the key?' })
  // Twice in a row: the browser closes a dialog at the second one, whatever a page says to the first.
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Escape')
  await expect(page.getByText('Waiting for the first file…')).toBeVisible()
  if (await asked.isVisible()) await asked.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByRole('button', { name: 'Copy : Password (the key)' }).click()
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(password)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test.describe('with a module of an app that insists on HTTPS', () => {
  let folder = ''
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sxncd-modules-'))
    const module = join(folder, 'my-app')
    await mkdir(module)
    const steps = { ...soundManifest.steps, webdav: ['Paste the address.'] }
    const manifest = { ...soundManifest, connects: 'webdav', httpsOnly: true, steps }
    await writeFile(join(module, 'manifest.json'), JSON.stringify(manifest))
    await writeFile(join(module, 'logo.svg'), soundLogo)
    await writeFile(join(module, 'sample.json'), JSON.stringify(soundSample))
  })
  test.afterEach(() => rm(folder, { recursive: true }))
  test.use({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants it so
    environment: async ({}, use) => use({ APP_MODULES_DIR: folder }),
  })

  test('an address without it is warned of', async ({ page, hub }) => {
    await becomeOwner(page, hub)
    const dialog = await openConnect(page, hub, 'my-app')
    await makeKey(dialog, 'Laptop')
    await expect(dialog.getByText('My App takes only addresses that begin with')).toBeVisible()
  })
})
