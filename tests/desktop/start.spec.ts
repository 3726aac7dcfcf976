import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { test } from './fixture.ts'
import { beOwner, expectAccount, giveName, originOf } from './person.ts'

test('the first run: a window opens by itself and walks through name, network and first app', async ({
  computer,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await expect(page.getByRole('heading', { name: 'Welcome to your hub' })).toBeVisible()
  expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  const window = await desktop.window()
  expect(window).toMatchObject({ isVisible: true, isMinimized: false })

  await giveName(page, 'Ada')
  await expect(page.getByText('Your system may ask about this')).toBeVisible()
  await page.getByRole('button', { name: 'Let devices connect' }).click()
  await expect(page.getByText('Devices on this network can connect now.')).toBeVisible()
  await expect
    .poll(async () => (await desktop.tray())?.menu.find(({ id }) => id === 'toggle-lan')?.checked)
    .toBe(true)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: /Obtainium/ }).click()
  await expect(page).toHaveURL(`${originOf(page)}/apps/obtainium?connect`)
  await expect(page.getByRole('dialog')).toBeVisible()

  await expectAccount(page, { name: 'Ada', role: 'owner' })
  const { status } = await fetch(`${originOf(page)}/health`)
  expect(status).toBe(200)
})

test('quit ends the hub, lets go of the folder, and the next start knows the person', async ({
  computer,
}) => {
  const first = await computer.start()
  const page = await first.page()
  await beOwner(page)
  const hub = originOf(page)
  await first.choose('quit')
  expect(await first.ended).toBe(0)
  await expect(fetch(hub)).rejects.toThrow()
  await expect(readFile(join(computer.userData, 'hub/LOCK'))).rejects.toThrow('ENOENT')

  const second = await computer.start()
  const again = await second.page()
  await expect(again.getByText('Step 1 of 3')).toHaveCount(0)
  await expect(again.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccount(again, { name: 'Ada' })
})

test('the system may end it too', async ({ computer }) => {
  test.skip(process.platform === 'win32', 'Windows has no signal that asks a program to end')
  const desktop = await computer.start()
  await desktop.page()
  desktop.signal('SIGTERM')
  expect(await desktop.ended).toBe(0)
  const again = await computer.start()
  await again.page()
  await again.power('shutdown')
  expect(await again.ended).toBe(0)
})

test('a second start brings up the window of the first, unless nobody asked for it', async ({
  computer,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  await desktop.closeWindow()
  expect(await desktop.window()).toMatchObject({ isVisible: false })

  expect(await computer.startAgain({ args: ['--hidden'] })).toBe(0)
  expect(await desktop.window()).toMatchObject({ isVisible: false })
  expect(await computer.startAgain()).toBe(0)
  await expect.poll(() => desktop.window()).toMatchObject({ isVisible: true })
  // The same window, as it was.
  expect(await desktop.page()).toBe(page)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('a start at login is quiet: no window, until a click on the icon', async ({ computer }) => {
  const desktop = await computer.start({ args: ['--hidden'] })
  await expect.poll(() => desktop.tray()).toBeDefined()
  expect(await desktop.window()).toBeUndefined()
  await desktop.clickTray()
  const page = await desktop.page()
  await expect(page.getByRole('heading', { name: 'Welcome to your hub' })).toBeVisible()
})

test('a page that ends abruptly comes back when the window is shown next', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const session = await page.context().newCDPSession(page)
  // It does not live to answer.
  session.send('Page.crash').catch(() => {})
  await expect.poll(() => desktop.window()).toBeUndefined()
  await desktop.choose('open')
  const again = await desktop.page()
  expect(again).not.toBe(page)
  await expect(again.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccount(again, { name: 'Ada' })
})

test('size and place of the window are remembered', async ({ computer }) => {
  const place = { x: 60, y: 70, width: 700, height: 560 }
  const first = await computer.start()
  await first.page()
  await first.moveWindow(place)
  await first.choose('quit')
  await first.ended

  const second = await computer.start()
  await second.page()
  expect(await second.window()).toMatchObject({ bounds: place })
  // Where the screen it was on is gone, it opens on the one there is.
  await second.moveWindow({ x: 9_000 })
  await second.choose('quit')
  await second.ended
  const third = await computer.start()
  await third.page()
  expect((await third.window())?.bounds.x).toBeLessThan(9_000)
})
