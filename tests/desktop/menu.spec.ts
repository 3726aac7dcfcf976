import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'playwright/test'
import { test } from './fixture.ts'
import { beOwner, menuOf, moodOf, newKey, originOf, sync } from './person.ts'

const hasNetwork = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.family === 'IPv4' && !one.internal)

test('the icon, its tooltip and its menu tell how the hub is', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const hub = originOf(page)
  const address = hub.replace('127.0.0.1', 'localhost')
  const tray = await desktop.tray()
  expect(await moodOf(desktop)).toBe('lan-off')
  expect(tray?.tooltip).toBe(`SxncD hub: Running, for this computer only\n${address}`)
  expect(await menuOf(desktop)).toEqual([
    'Running, for this computer only',
    address,
    'Nothing has synced yet',
    'Open SxncD',
    'Copy address',
    'Let devices on this network connect',
    'Pause syncing',
    ...(process.platform === 'linux' ? ['Start when I sign in'] : []),
    'Quit',
  ])
  const key = await newKey(page, 'obtainium')
  const sent = { deviceName: 'Pixel & 8', savedTs: '2026-01-01T10:00:00Z', settings: {} }
  expect(await sync(hub, key, sent)).toMatchObject({ status: 200, action: 'created' })
  await expect.poll(() => menuOf(desktop)).toContain('Last sync: Pixel & 8, Obtainium, just now')

  await desktop.choose('copy-address')
  expect(await desktop.clipboard()).toBe(address)
})

test('it speaks the language of the system', async ({ computer }) => {
  test.skip(process.platform === 'darwin', 'macOS takes its language from its own settings')
  const desktop = await computer.start({ args: ['--hidden', '--lang=de'] })
  await expect.poll(() => desktop.tray()).toBeDefined()
  expect(await menuOf(desktop)).toContain('Läuft, nur für diesen Computer')
})

test('while it is paused devices are told to wait, and then they go on', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const key = await newKey(page, 'obtainium')
  const send = () =>
    sync(originOf(page), key, { deviceName: 'a', savedTs: '2026-01-01T10:00:00Z', settings: {} })
  await desktop.choose('toggle-pause')
  await expect.poll(() => menuOf(desktop)).toContain('Resume syncing')
  expect((await desktop.tray())?.tooltip).toContain('Paused: nothing syncs')
  expect(await moodOf(desktop)).toBe('paused')
  const waiting = await send()
  expect(waiting).toMatchObject({ status: 503, success: false })
  expect(waiting.error).toMatch(/paused/i)

  // The window knows as well, and can end it.
  await expect(page.getByText('Syncing is paused').first()).toBeVisible()
  await desktop.choose('toggle-pause')
  await expect.poll(() => menuOf(desktop)).toContain('Pause syncing')
  expect(await send()).toMatchObject({ status: 200, action: 'created' })
})

test('the network is switched on and off in the menu', async ({ computer }) => {
  test.skip(!hasNetwork, 'this computer is on no network')
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const here = originOf(page)
  const isOn = async () =>
    (await desktop.tray())?.menu.find(({ id }) => id === 'toggle-lan')?.checked
  expect(await isOn()).toBe(false)

  // Where the system asks next, the program says so first.
  if (process.platform !== 'linux') await desktop.answerDialog({ response: 0 })
  await desktop.choose('toggle-lan')
  await expect.poll(() => moodOf(desktop)).toBe('running')
  expect(await isOn()).toBe(true)
  await desktop.choose('copy-address')
  const address = await desktop.clipboard()
  expect(new URL(address).hostname).not.toMatch(/^(127\.|localhost$)/)
  expect((await fetch(`${address}/health`)).status).toBe(200)

  await desktop.choose('toggle-lan')
  await expect.poll(() => moodOf(desktop)).toBe('lan-off')
  expect(await isOn()).toBe(false)
  await expect(fetch(`${address}/health`)).rejects.toThrow()
  // After sleep, or on another network, it looks anew.
  await desktop.power('resume')
  expect((await fetch(`${here}/health`)).status).toBe(200)
})

test('start at login is a file that starts it quietly', async ({ computer }) => {
  test.skip(process.platform !== 'linux', 'elsewhere the system keeps the list')
  const desktop = await computer.start()
  await desktop.page()
  const file = join(computer.home, '.config/autostart/sxncd-hub.desktop')
  const isOn = async () =>
    (await desktop.tray())?.menu.find(({ id }) => id === 'toggle-start-at-login')?.checked
  await desktop.choose('toggle-start-at-login')
  await expect.poll(isOn).toBe(true)
  expect(await readFile(file, 'utf8')).toMatch(/^Exec=.*"--hidden"$/m)
  await desktop.choose('toggle-start-at-login')
  await expect.poll(isOn).toBe(false)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('the icon fits a dark bar', async ({ computer }) => {
  test.skip(process.platform !== 'linux', 'other systems say by themselves what their bar is like')
  const desktop = await computer.start()
  await desktop.page()
  await desktop.setDark(true)
  await expect
    .poll(async () => basename((await desktop.tray())?.icon ?? ''))
    .toBe('tray-lan-off-dark.png')
})
