import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

const keyFor = (hub: RunningHub) =>
  hub.command('key', 'create', '--account', 'Ada', '--app', 'vimium', '--name', 'Desk')

const send = (hub: RunningHub, key: string, minute: number, settings: string) =>
  hub.sync(key, { deviceName: 'Desk', savedTs: `2026-01-01T10:0${minute}:00Z`, settings })

test('a backup is made, downloaded, and brings the hub back; what was there is kept', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  const key = await keyFor(hub)
  await send(hub, key, 1, 'as it was')
  await page.goto(`${hub.url}/hub`)
  const section = page.getByRole('region', { name: 'Backups' })
  await expect(section.getByText('There is no backup yet.')).toBeVisible()
  await section.getByRole('button', { name: 'Make one now' }).click()
  const row = section.getByRole('listitem')
  await expect(row).toContainText('Checked')

  const download = page.waitForEvent('download')
  await row.getByRole('link', { name: /^Download the backup/ }).click()
  const file = await (await download).path()
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK')

  await send(hub, key, 2, 'as it is now')
  await row.getByRole('button', { name: /^Restore/ }).click()
  await expect(page.getByRole('dialog')).toContainText('kept aside in its data folder')
  await page.getByRole('button', { name: 'Restore and restart' }).click()
  await expect(page.getByText('The hub restarts with the backup')).toBeVisible()

  // It comes back by itself, and says where what was there before is.
  await expect(page.getByText('The hub was restored from the backup.')).toBeVisible({
    timeout: 30_000,
  })
  const never = { deviceName: 'Other', savedTs: '1900-01-01T00:00:00Z', settings: '' }
  expect((await hub.sync(key, never)).body.data).toBe('as it was')
  const kept = await readdir(join(hub.dataFolder, 'backups'))
  expect(kept.filter((name) => name.startsWith('before-restore-'))).toHaveLength(1)

  // The same from a file; one that is no backup changes nothing.
  const choose = async (chosen: { name: string; mimeType: string; buffer: Buffer }) => {
    await page.locator('input[type="file"][accept*="zip"]').setInputFiles(chosen)
    await page.getByRole('button', { name: 'Restore and restart' }).click()
  }
  const type = 'application/zip'
  await choose({ name: 'bad.zip', mimeType: type, buffer: Buffer.from('no backup') })
  await expect(page.getByRole('alert')).toContainText('Nothing was changed')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await send(hub, key, 3, 'newer still')
  await choose({ name: 'good.zip', mimeType: type, buffer: await readFile(file) })
  await expect(page.getByText('The hub restarts with the backup')).toBeVisible()
  await expect(page.getByText('The hub restarts with the backup')).toHaveCount(0, {
    timeout: 30_000,
  })
  expect((await hub.sync(key, never)).body.data).toBe('as it was')

  await page
    .getByRole('button', { name: /^Remove the backup/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Remove backup' }).click()
  await expect(section.getByText('There is no backup yet.')).toBeVisible()
})

test('the owner says how often backups are made, and how many stay', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/hub`)
  const section = page.getByRole('region', { name: 'Backups' })
  await section.getByLabel('Made by itself').selectOption({ label: 'Every 6 hours' })
  await section.getByLabel('How many stay').fill('3')
  await section.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(section.getByLabel('Made by itself')).toHaveValue('6')
  await expect(section.getByLabel('How many stay')).toHaveValue('3')
})

test('an app that the hub does not know is named, gets its file, and goes again', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  await page.getByRole('listitem').filter({ hasText: 'Another app…' }).getByRole('button').click()
  await page.getByLabel('Name of the app').fill('My editor')
  await page.getByRole('button', { name: 'Add the app' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/my-editor`)
  await expect(page.getByRole('heading', { name: 'My editor' })).toBeVisible()
  await page.getByRole('button', { name: 'Remove the app' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the app' }).click()
  await expect(page).toHaveURL(`${hub.url}/`)
  await expect(page.getByRole('link', { name: 'My editor' })).toHaveCount(0)

  // A name is there once.
  await page.getByRole('listitem').filter({ hasText: 'Another app…' }).getByRole('button').click()
  await page.getByLabel('Name of the app').fill('Vimium')
  await page.getByRole('button', { name: 'Add the app' }).click()
  await expect(page.getByRole('alert')).toContainText('There is an app "Vimium"')
})
