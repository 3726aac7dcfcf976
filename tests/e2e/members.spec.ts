import { expect } from 'playwright/test'
import { becomeOwner, password, test } from './hub-fixture.ts'

test('a member joins by the link, sees nothing of others, and is removed with all that is theirs', async ({
  page,
  hub,
  browser,
}) => {
  await becomeOwner(page, hub)
  await page.getByRole('link', { name: 'Members' }).click()
  await page.getByRole('button', { name: 'Invite somebody' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const link = await dialog.getByLabel('Invitation link').inputValue()
  await dialog.getByRole('button', { name: 'Done' }).click()

  const context = await browser.newContext()
  const guest = await context.newPage()
  await guest.goto(link)
  await expect(guest.getByText('Ada invites you to this hub.', { exact: false })).toBeVisible()
  await guest.getByLabel('Your name').fill('Grace')
  await guest.getByLabel('New password').fill(password)
  await guest.getByLabel('The same again').fill(password)
  await guest.getByRole('button', { name: 'Join' }).click()
  await expect(guest.getByRole('heading', { name: 'Apps' })).toBeVisible()
  await expect(guest.getByRole('link', { name: 'Members' })).toHaveCount(0)

  // The owner's list shows the new member without a reload.
  await expect(page.getByText('Grace', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Remove : Grace' }).first().click()
  const ask = page.getByRole('dialog')
  await expect(ask.getByRole('button', { name: 'Remove for good' })).toBeDisabled()
  await ask.getByRole('textbox').fill('Grace')
  await ask.getByRole('button', { name: 'Remove for good' }).click()
  await expect(page.getByText('Grace was removed.')).toBeVisible()
  await expect(guest.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await context.close()
})

test('the owner names the hub and switches an app off', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.getByRole('link', { name: 'Hub', exact: true }).click()
  await page.getByLabel('Name of the hub').fill('At home')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect(page.getByRole('link', { name: 'At home, to all apps' })).toBeVisible()
  await page.getByRole('switch', { name: 'Thunder' }).click()
  const key = hub.command('key', 'create', '--account', 'Ada', '--app', 'thunder')
  await expect.poll(async () => key).toBe('')
  await page.getByRole('link', { name: 'Apps', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Obtainium' })).toBeVisible()
  await expect(page.getByText('Thunder')).toHaveCount(0)
})
