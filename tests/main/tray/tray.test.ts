import { expect, test, vi } from 'vitest'
import { createStatusStore } from '../../../main/status-store.ts'
import { textsFor } from '../../../main/texts.ts'
import type { Command } from '../../../main/tray/menu.ts'
import { setUpTray } from '../../../main/tray/tray.ts'
import { Tray } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

function setUp() {
  const status = createStatusStore()
  const clock = { now: 1_000_000 }
  const run: Command[] = []
  const update = setUpTray({
    status,
    texts: textsFor('en'),
    now: () => clock.now,
    run: async (command) => void run.push(command),
  })
  return { status, clock, run, update, tray: Tray.made }
}

test('icon, tooltip and menu follow the state', () => {
  const { status, tray } = setUp()
  expect(tray.image).toMatch(/tray-lan-off/)
  status.set({ lan: true, address: 'http://192.168.1.2:9693' })
  expect(tray.image).toMatch(/tray-running/)
  expect(tray.tooltip).toContain('http://192.168.1.2:9693')
  status.set({ problems: [{ key: 'a', text: 'b' }] })
  expect(tray.image).toMatch(/tray-attention/)
})

test('the menu is not replaced under the hand as long as it says the same', () => {
  const { status, clock, update, tray } = setUp()
  status.set({ lastSync: { device: 'Pixel 8', app: 'Obtainium', at: clock.now } })
  expect(tray.menus).toBe(2)
  update()
  status.set({ links: [] })
  expect(tray.menus).toBe(2)
  clock.now += 60_000
  update()
  expect(tray.menus).toBe(3)
})

test('what is chosen is done, and the menu then shows what became of it', async () => {
  const { run, tray } = setUp()
  const { menus } = tray
  tray.choose('toggle-lan')
  tray.emit('click')
  await vi.waitFor(() => expect(tray.menus).toBe(menus + 1))
  expect(run).toEqual(['toggle-lan', 'open'])
})
