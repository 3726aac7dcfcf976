import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { becomeOwner, password, test } from './hub-fixture.ts'

/** Presses Tab until what has the focus fits. */
async function tabTo(page: Page, role: 'button' | 'link' | 'textbox', name: string | RegExp) {
  const wanted = page.getByRole(role, { name }).first()
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach the ${role} ${name}`)
}

test('by keyboard alone: set up, connect a device, come back to where one was', async ({
  page,
  hub,
}) => {
  await page.goto(hub.setUpLink)
  await tabTo(page, 'textbox', 'Your name')
  await page.keyboard.type('Ada')
  await tabTo(page, 'textbox', 'New password')
  await page.keyboard.type(password)
  await tabTo(page, 'textbox', 'The same again')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${hub.url}/`)

  await tabTo(page, 'link', 'Obtainium')
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', 'Connect a device')
  await page.keyboard.press('Enter')
  await tabTo(page, 'textbox', 'Name of the device')
  await page.keyboard.type('Pixel 8')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Waiting for the first sync…')).toBeVisible()
  // The key is shown only now: Esc asks before it is gone, and once more goes back to it.
  await page.keyboard.press('Escape')
  const asked = page.getByRole('dialog', { name: 'Close without the key?' })
  await expect(asked).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(asked).toHaveCount(0)
  await expect(page.getByText('Waiting for the first sync…')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(asked.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Connect a device' })).toBeFocused()
})

test('the skip link goes past the navigation', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/members`)
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1)
})
