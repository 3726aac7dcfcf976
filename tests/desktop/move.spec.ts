import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { startHub } from '../e2e/hub-fixture.ts'
import { test } from './fixture.ts'
import { ask, beOwner, newKey, originOf, sync } from './person.ts'

const at = (hour: number) => `2026-01-01T${hour}:00:00Z`

test('the data folder moves to a headless hub and back', async ({ computer }) => {
  const data = join(computer.userData, 'hub')
  const first = await computer.start()
  const page = await first.page()
  await beOwner(page)
  const key = await newKey(page, 'obtainium')
  const sent = { deviceName: 'a', savedTs: at(10), settings: { from: 'tray' } }
  expect(await sync(originOf(page), key, sent)).toMatchObject({ action: 'created' })
  await first.choose('quit')
  expect(await first.ended).toBe(0)

  const moved = join(computer.home, 'headless')
  await cp(data, moved, { recursive: true })
  const { hub, stop } = await startHub({ DATA_DIR: moved })
  const never = { deviceName: 'a', savedTs: '1900-01-01T00:00:00.000Z', settings: {} }
  expect((await sync(hub.url, key, never)).data).toEqual({ from: 'tray' })
  const later = { deviceName: 'a', savedTs: at(11), settings: { from: 'headless' } }
  expect(await sync(hub.url, key, later)).toMatchObject({ action: 'incomingNewer' })
  await stop()

  await cp(moved, data, { recursive: true })
  const second = await computer.start()
  const again = await second.page()
  await expect(again.getByRole('heading', { level: 1 })).toBeVisible()
  const { account } = await ask(again, 'GET', '/api/v1/session')
  expect(account).toMatchObject({ name: 'Ada', role: 'owner' })
  expect((await sync(originOf(again), key, never)).data).toEqual({ from: 'headless' })
})

test('a folder that another hub works on is left alone, with a sentence', async ({ computer }) => {
  test.skip(computer.driver === 'electron', 'on its double only: it ends before Playwright has it')
  const { stop } = await startHub({ DATA_DIR: join(computer.userData, 'hub') })
  const desktop = await computer.start()
  expect(await desktop.ended).toBe(1)
  expect(desktop.printed()).toContain('SxncD cannot start')
  await stop()
})
