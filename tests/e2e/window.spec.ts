import { expect } from 'playwright/test'
import { openAsOwner, test } from './window-fixture.ts'

test('the first run: name, network with the prompt explained, first app and its device', async ({
  page,
  hub,
}) => {
  await page.goto(hub.url)
  await expect(page.getByRole('heading', { name: 'Welcome to your hub' })).toBeVisible()
  await expect(page.getByText('Step 1 of 3')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText('Type a name.')).toBeVisible()
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByText('Most Linux systems do not ask.')).toBeVisible()
  expect(hub.store.settings.get().lan ?? false).toBe(false)
  await page.getByRole('button', { name: 'Let devices connect' }).click()
  await expect(page.getByText('Devices on this network can connect now.')).toBeVisible()
  expect(hub.store.settings.get().lan).toBe(true)

  // Back works by the button and by the browser, and the name stands.
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByText('This hub belongs to Ada.')).toBeVisible()
  await page.goBack()
  await expect(page.getByText('Step 2 of 3')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()

  await page.getByRole('button', { name: /^Obtainium/ }).click()
  await expect(page.getByRole('dialog', { name: 'Connect a device to Obtainium' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/obtainium`)
})

test('a first run that is broken off goes on where it was, and is over once it was skipped', async ({
  page,
  hub,
}) => {
  await page.goto(hub.url)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(page.getByText('Step 3 of 3')).toBeVisible()
  await page.goto(hub.url)
  await expect(page.getByText('Step 3 of 3')).toBeVisible()
  await page.getByRole('button', { name: 'Look around first' }).click()
  await expect(page.getByRole('heading', { name: 'Three steps to settings' })).toBeVisible()
  await page.goto(hub.url)
  await expect(page.getByRole('heading', { name: 'Three steps to settings' })).toBeVisible()
})

test('an app that is carried by a file leads to its link', async ({ page, hub }) => {
  await page.goto(hub.url)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('button', { name: /^Vimium/ }).click()
  await expect(page.getByRole('dialog', { name: 'Link a file of Vimium' })).toBeVisible()
})

test('the window signs its owner in by itself, also when the session has ended', async ({
  page,
  hub,
  asked,
}) => {
  await openAsOwner(page, hub)
  await page.goto(`${hub.url}/account`)
  await expect(page.getByRole('heading', { name: 'Ada' })).toBeVisible()
  // It would be signed in again at once.
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toHaveCount(0)
  await expect(page.getByText('in the window of the program')).toBeVisible()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await expect(page.getByText('You are alone here.')).toBeVisible()
  expect(await asked('signInToken')).toHaveLength(1)
})

test.describe('a program that gives no token', () => {
  test.use({ fake: { failing: { signInToken: 'The hub of this program is not running.' } } })

  test('is told in its words, with a way to try again', async ({ page, hub, asked }) => {
    await page.goto(hub.url)
    await expect(page.getByRole('alert')).toContainText('The hub of this program is not running.')
    const before = (await asked('signInToken')).length
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(async () => (await asked('signInToken')).length).toBe(before + 1)
    await expect(page.getByRole('alert')).toContainText('The hub of this program is not running.')
  })
})

test.describe('a token that is not of this hub', () => {
  test.use({ fake: { tokenFrom: 'nowhere' } })

  test('lets nobody in', async ({ page, hub }) => {
    await page.goto(hub.url)
    await expect(page.getByRole('heading', { name: 'could not open your hub' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect(await hub.store.accounts.list()).toEqual([])
  })
})

test('this computer: every switch asks the program, and every step of an update is told', async ({
  page,
  hub,
  asked,
  become,
}) => {
  await openAsOwner(page, hub)
  await page.getByRole('link', { name: 'Hub', exact: true }).click()
  const section = page.getByRole('region', { name: 'This computer' })
  await section.getByRole('switch', { name: /^Start when you sign in/ }).click()
  await section.getByRole('switch', { name: /^Pause syncing/ }).click()
  await section.getByRole('switch', { name: /^Keep the program up to date/ }).click()
  await section.getByRole('button', { name: 'Show' }).click()
  expect(await asked('setStartAtLogin')).toEqual([[false]])
  expect(await asked('setPaused')).toEqual([[true]])
  expect(await asked('setUpdates')).toEqual([[false]])
  expect(await asked('showDataFolder')).toEqual([[]])

  await section.getByRole('button', { name: 'Check for updates' }).click()
  await expect(section.getByText('Looking for a new version…')).toBeVisible()
  await become({ updates: { on: true, step: 'downloading', version: '9.9.9' } })
  await expect(section.getByText('Downloading version 9.9.9…')).toBeVisible()
  await become({ updates: { on: true, step: 'ready', version: '9.9.9' } })
  await section.getByRole('button', { name: 'Restart now' }).click()
  expect(await asked('update')).toHaveLength(2)
  await become({ updates: { on: true, step: 'failed', problem: 'There is no network.' } })
  await expect(section.getByText('There is no network.')).toBeVisible()
  await become({ updates: { on: false, step: 'not-possible' } })
  await expect(section.getByText('cannot update itself')).toBeVisible()
  await expect(section.getByRole('switch', { name: /^Keep the program/ })).toBeDisabled()

  await become({ tray: false, startAtLogin: { on: false, possible: false } })
  await expect(section.getByText('no place for small icons')).toBeVisible()
  await expect(section.getByRole('switch', { name: /^Start when you sign in/ })).toBeDisabled()

  // A pause is said where somebody would wonder.
  await page.getByRole('link', { name: 'Apps', exact: true }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('Syncing is paused')).toHaveCount(0)
})
