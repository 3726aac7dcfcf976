import { expect } from 'playwright/test'
import { becomeOwner, test } from './hub-fixture.ts'

test('a new hub: the link makes the owner, and the first sync of a device appears by itself', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  await expect(page.getByRole('heading', { name: 'Three steps to settings in step' })).toBeVisible()
  await page.goto(`${hub.url}/apps/obtainium`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the device').fill('Pixel 8')
  await dialog.getByRole('button', { name: 'Make a key' }).click()

  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(dialog.getByText('Waiting for the first sync…')).toBeVisible()
  const key = await dialog.getByLabel('Key', { exact: true }).inputValue()
  expect(key).toMatch(/^sxncd_[0-9A-Za-z]{49}$/)

  // A real device syncs, and the open page shows it.
  const settings = { theme: 'dark', apps: [{ id: 'org.example.one' }] }
  const reply = await hub.sync(key, {
    deviceName: 'Pixel 8',
    savedTs: '2026-01-01T10:00:00Z',
    settings,
  })
  expect(reply).toEqual({ status: 200, body: { success: true, data: settings, action: 'created' } })
  await expect(dialog.getByText('Pixel 8 is connected')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: 'Forget Pixel 8' })).toBeVisible()
  await expect(page.getByText('In step')).toBeVisible()
})

test('the set-up link works once; without it nobody gets in', async ({ page, hub, browser }) => {
  await becomeOwner(page, hub)
  const other = await browser.newPage()
  await other.goto(hub.setUpLink)
  await expect(other.getByText('It is set up already')).toBeVisible()
  await other.goto(hub.url)
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await other.close()
})

test('the owner signs in with the password, and out again', async ({ page, hub, browser }) => {
  await becomeOwner(page, hub)
  const other = await browser.newPage()
  await other.goto(`${hub.url}/account`)
  await other.getByLabel('Name').fill('Ada')
  await other.getByLabel('Password', { exact: true }).fill('not the password')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other.getByRole('alert')).toHaveText('The name or the password is not right.')
  await other.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other.getByRole('heading', { name: 'Signed-in browsers' })).toBeVisible()
  await expect(other.getByText('This browser', { exact: true })).toBeVisible()
  // Ending the other session from here sends that browser out, without a reload.
  await page.getByRole('link', { name: 'Ada' }).click()
  await page.getByRole('button', { name: 'Sign out all others' }).click()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await other.close()
})
