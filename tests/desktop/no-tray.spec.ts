import { expect } from 'playwright/test'
import { test } from './fixture.ts'
import { beOwner, noticeOf, originOf } from './person.ts'

test.skip(process.platform !== 'linux', 'other systems always have a tray')
test.skip(
  ({ runOn }) => runOn === 'electron',
  'on its double only: minimising takes a window manager, which Xvfb has not',
)
test.use({ options: { environment: { SXNCD_TRAY: 'off' } } })

test('where there is no tray the window takes its place, and says so', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  expect(await desktop.tray()).toBeUndefined()
  await page.goto(`${originOf(page)}/hub`)
  await expect(page.getByText('This desktop has no place for small icons')).toBeVisible()

  await desktop.closeWindow()
  expect(await desktop.window()).toMatchObject({ isMinimized: true })
  await desktop.pressNotice(await noticeOf(desktop, 'SxncD keeps running'))
  await expect.poll(() => desktop.window()).toMatchObject({ isMinimized: false, isVisible: true })
  await desktop.chooseInWindowMenu('quit')
  expect(await desktop.ended).toBe(0)
})

test('a quiet start shows it in the task bar only', async ({ computer }) => {
  const desktop = await computer.start({ args: ['--hidden'] })
  await desktop.page()
  await expect.poll(() => desktop.window()).toMatchObject({ isMinimized: true })
})
