import { expect } from 'playwright/test'
import { violations } from './axe.ts'
import { becomeOwner, test } from './hub-fixture.ts'

test('a plain address is made, works by itself, and ends when it is revoked', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/apps/vimium`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'An address' }).click()
  await dialog.getByLabel('Name of the device').fill('Shortcut')
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  const address = await dialog.getByRole('textbox', { name: 'Address', exact: true }).inputValue()
  expect(address).toMatch(/^http:\/\/[^/]+\/f\/sxncd_[0-9A-Za-z]+$/)
  await expect(dialog.getByRole('img', { name: 'QR code with the address' })).toBeVisible()
  await expect(dialog.getByText('Whoever knows this address can read and change')).toBeVisible()
  expect(await violations(page)).toEqual([])

  expect((await fetch(address, { method: 'PUT', body: '{"a":1}' })).status).toBe(201)
  expect(await (await fetch(address)).text()).toBe('{"a":1}')
  expect((await fetch(`${address}/notes.txt`, { method: 'POST', body: 'one' })).status).toBe(201)
  expect(await (await fetch(`${address}/notes.txt`)).text()).toBe('one')

  await dialog.getByRole('button', { name: 'Done' }).click()
  // It may ask whether the address is safe: it is not shown again.
  const leave = page.getByRole('dialog').getByRole('button', { name: /close|leave/i })
  if (await leave.isVisible()) await leave.click()
  await expect(page.getByText('Version 1').first()).toBeVisible()
  await page.getByRole('button', { name: 'Revoke Shortcut' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('The key “Shortcut” is revoked.')).toBeVisible()
  expect((await fetch(address)).status).toBe(401)
})

test('the services that the hub stands in for answer only once the owner switches them on', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  const places = ['/api/sync/content', '/api/1/user']
  const statuses = () =>
    Promise.all(places.map(async (path) => (await fetch(`${hub.url}${path}`)).status))
  expect(await statuses()).toEqual([404, 404])
  await page.goto(`${hub.url}/hub`)
  // The second is pressed while the first is still being saved.
  const gate = Promise.withResolvers<void>()
  await page.route('**/api/v1/settings', async (route) => {
    if (route.request().method() === 'PATCH') await gate.promise
    await route.continue()
  })
  const switches = ['SyncYomi API', 'Tabby API'].map((name) => page.getByRole('switch', { name }))
  for (const one of switches) await one.click()
  gate.resolve()
  for (const one of switches) await expect(one).toBeChecked()
  await expect.poll(statuses).toEqual([401, 401])
  expect(await violations(page)).toEqual([])
})
