import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { violations } from './axe.ts'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

const app = 'obtainium'
const both = { theme: 'dark', font: 1, apps: [{ id: 'one', url: 'https://one.example' }] }

/** Pixel and Tablet have the same, and then each changes something without the other. */
async function changeBoth(page: Page, hub: RunningHub, pixel: object, tablet: object) {
  await becomeOwner(page, hub)
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', app)
  const sync = async (deviceName: string, hour: number, settings: object) => {
    const savedTs = `2026-01-01T${hour}:00:00Z`
    const { status, body } = await hub.sync(key, { deviceName, savedTs, settings })
    expect([status, body.success]).toEqual([200, true])
    return body
  }
  await sync('Pixel', 10, both)
  await sync('Tablet', 10, both)
  await sync('Pixel', 11, pixel)
  await sync('Tablet', 12, tablet)
  return sync
}

test('what two devices changed at the same time is seen, chosen, merged and undone', async ({
  page,
  hub,
}) => {
  const pixel = { ...both, theme: 'light', apps: [...both.apps, { id: 'two' }] }
  const tablet = { ...both, theme: 'black', font: 2 }
  const sync = await changeBoth(page, hub, pixel, tablet)
  const card = page.getByRole('article', { name: 'Obtainium' })
  await expect(card).toContainText(
    'Pixel and Tablet changed at the same time; what Tablet has is in use.',
  )
  await card.getByRole('link', { name: 'Merge' }).click()
  await expect(page.getByRole('heading', { name: 'Merge changes' })).toBeFocused()

  const theme = page.getByRole('group', { name: 'theme' })
  await expect(theme.getByRole('radio', { name: 'Tablet: black' })).toBeChecked()
  await expect(page.getByText('From Pixel')).toBeVisible()
  await expect(page.getByText('From Tablet')).toBeVisible()
  const preview = page.getByRole('region', { name: 'What changes on the devices' })
  await expect(preview.locator('.diff-words')).toHaveText('1 app added (two)')
  // By the keyboard alone.
  await theme.getByRole('radio', { name: 'Tablet: black' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(theme.getByRole('radio', { name: 'Pixel: light' })).toBeChecked()
  await expect(preview.locator('.diff-words')).toHaveText('1 app added (two), theme changed')

  await page.getByRole('button', { name: 'Use this' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/${app}`)
  await expect(page.getByText('what Tablet has is in use')).toHaveCount(0)
  await expect(page.getByText('Merged', { exact: true })).toBeVisible()
  const merged = { ...pixel, font: 2 }
  expect((await sync('Tablet', 12, tablet)).data).toEqual(merged)
  expect((await sync('Pixel', 11, pixel)).data).toEqual(merged)

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('what Tablet has is in use')).toBeVisible()
  expect((await sync('Pixel', 11, pixel)).data).toEqual(tablet)
})

test('one of the two is kept, or the other taken, by one click', async ({ page, hub }) => {
  const sync = await changeBoth(page, hub, { ...both, font: 2 }, { ...both, font: 3 })
  const card = page.getByRole('article', { name: 'Obtainium' })
  await card.getByRole('button', { name: 'Leave it as it is' }).click()
  await expect(card.getByText('what Tablet has is in use')).toHaveCount(0)

  // What was left so can still be merged from the history.
  await card.getByRole('link', { name: 'Obtainium' }).click()
  await page.getByText('At the same time', { exact: true }).click()
  await page.getByRole('link', { name: 'Merge' }).click()
  await page.getByRole('button', { name: 'Use what Pixel has' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/${app}`)
  expect((await sync('Tablet', 12, { ...both, font: 3 })).data).toEqual({ ...both, font: 2 })
})

test('a merge is not of what was current a while ago', async ({ page, hub }) => {
  const sync = await changeBoth(page, hub, { ...both, font: 2 }, { ...both, theme: 'black' })
  await page
    .getByRole('article', { name: 'Obtainium' })
    .getByRole('link', { name: 'Merge' })
    .click()
  await expect(page.getByRole('button', { name: 'Use this' })).toBeEnabled()
  await page.route('**/conflicts/*/preview', (route) => route.abort())
  await sync('Tablet', 13, { ...both, theme: 'white' })
  await page.getByRole('button', { name: 'Use this' }).click()
  await expect(page.getByText('Something else is current now', { exact: false })).toBeVisible()
  await page.unroute('**/conflicts/*/preview')
  await page.getByRole('button', { name: 'Read it again' }).click()
  await expect(page.getByText('Version 4 has come since and is current.')).toBeVisible()
  await page.getByRole('button', { name: 'Use this' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/${app}`)
  expect((await sync('Pixel', 11, { ...both, font: 2 })).data).toEqual({
    ...both,
    theme: 'white',
    font: 2,
  })
})

test('a person lets the hub merge', async ({ page, hub }) => {
  const sync = await changeBoth(page, hub, { ...both, font: 2 }, { ...both, font: 3 })
  await page.goto(`${hub.url}/apps/${app}`)
  const section = page.getByRole('region', { name: 'Changes at the same time' })
  await section.getByText('Merge what does not conflict').click()
  await expect(
    section.getByText('The hub takes the changes of both.', { exact: false }),
  ).toBeVisible()
  await page.reload()
  await expect(section.getByRole('radio', { name: 'Merge what does not conflict' })).toBeChecked()

  const now = { ...both, font: 3 }
  expect((await sync('Pixel', 11, { ...both, font: 2 })).data).toEqual(now)
  await sync('Tablet', 13, { ...now, theme: 'light' })
  expect((await sync('Pixel', 14, { ...now, apps: [] })).data).toEqual({
    ...now,
    theme: 'light',
    apps: [],
  })
  await expect(page.getByText('Merged', { exact: true })).toBeVisible()
})

test('a setting stays on each device, and is synced again by one click', async ({ page, hub }) => {
  const sync = await changeBoth(page, hub, { ...both, font: 2 }, { ...both, font: 3 })
  await page.goto(`${hub.url}/apps/${app}/compare/2/3`)
  await page.getByRole('button', { name: /^Keep on each device.*font$/ }).click()
  await expect(page.getByText('font stays on each device from now on.')).toBeVisible()
  await expect(page.getByText('Stays on each device', { exact: true })).toBeVisible()
  await page.goto(`${hub.url}/apps/${app}`)
  const section = page.getByRole('region', { name: 'Changes at the same time' })
  await expect(section.getByText('Stays on each device')).toBeVisible()
  await sync('Pixel', 13, { ...both, font: 2 })
  await sync('Tablet', 14, { ...both, font: 3, theme: 'light' })
  expect((await sync('Pixel', 13, { ...both, font: 2 })).data).toEqual({
    ...both,
    font: 2,
    theme: 'light',
  })
  await section.getByRole('button', { name: /^Sync again.*font$/ }).click()
  await expect(section.getByRole('button', { name: /^Sync again/ })).toHaveCount(0)
})

test('settings that are marked one right after the other all stay', async ({ page, hub }) => {
  await changeBoth(page, hub, { ...both, font: 2, theme: 'a' }, { ...both, font: 3, theme: 'b' })
  await page.goto(`${hub.url}/apps/${app}/compare/2/3`)
  let letOn = () => {}
  const held = new Promise<void>((done) => {
    letOn = done
  })
  await page.route('**/preferences', async (route) => {
    if (route.request().method() === 'PATCH') await held
    await route.continue()
  })
  const keep = (setting: string) =>
    page.getByRole('button', { name: new RegExp(`^Keep on each device.*${setting}$`) }).click()
  await keep('font')
  await keep('theme')
  await expect(page.getByText('Stays on each device', { exact: true })).toHaveCount(2)
  letOn()
  await expect(page.getByText('theme stays on each device from now on.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Stays on each device', { exact: true })).toHaveCount(2)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`a merge in ${colorScheme} at ${width} px: nothing for axe, nothing cut off`, async ({
      page,
      hub,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      const long = 'x'.repeat(90)
      const pixel = { ...both, theme: long, apps: [...both.apps, { id: 'two', name: long }] }
      await changeBoth(page, hub, pixel, { ...both, theme: 'black', font: 2 })
      for (const path of ['/', `/apps/${app}`, `/apps/${app}/merge/3`]) {
        await page.goto(hub.url + path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        const shown = path.includes('merge')
          ? page.locator('.diff-words')
          : page.getByText('Merge', { exact: true })
        await expect(shown.first()).toBeVisible()
        const wide = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        )
        expect([path, wide <= 0]).toEqual([path, true])
        expect([path, await violations(page)]).toEqual([path, []])
        if (path.includes('merge')) {
          // Above the pages of a phone too.
          await page.getByRole('button', { name: 'Use this' }).click({ trial: true })
        }
      }
    })
  }
}
