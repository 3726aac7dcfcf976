import { expect } from 'playwright/test'
import { becomeOwner, type RunningHub, test } from './hub-fixture.ts'

// Port 0: whatever is free, so that hubs of other tests are not in the way.
test.use({ environment: { LAN: 'on', HTTPS_PORT: '0' } })

interface Pairing {
  id: string
  secret: string
  code: string
}

/** Asks to pair, as a device without a key does. */
async function ask(hub: RunningHub, deviceName: string): Promise<Pairing> {
  const reply = await fetch(`${hub.url}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName, app: 'obtainium' }),
  })
  expect(reply.status).toBe(200)
  return (await reply.json()) as Pairing
}

/** Waits for the outcome, as the device does. */
async function outcome(hub: RunningHub, { id, secret }: Pairing) {
  const reply = await fetch(`${hub.url}/api/v1/pairings/${id}?wait=10`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  return (await reply.json()) as { state: string; key?: string }
}

test('a device asks, the open page shows it, and once approved it syncs', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  const pairing = await ask(hub, 'Garden phone')
  const requests = page.getByRole('region', { name: 'Devices that ask to connect' })
  const request = requests.getByRole('group', { name: 'Garden phone wants to sync Obtainium' })
  await expect(request).toBeVisible()
  await expect(request.getByText(pairing.code, { exact: true })).toBeVisible()
  await expect(request.getByText('From 127.0.0.1')).toBeVisible()
  await expect(request.getByRole('timer')).toHaveText(/^4:\d\d left$/)
  const told = page.getByRole('status').filter({ hasText: 'Garden phone wants to sync Obtainium' })
  await expect(told).toContainText([...pairing.code].join(' '))

  const decided = outcome(hub, pairing)
  await request.getByRole('button', { name: 'Approve' }).press('Enter')
  await expect(page.getByText('Garden phone may sync Obtainium now.')).toBeVisible()
  await expect(requests).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()

  const { state, key = '' } = await decided
  expect(state).toBe('approved')
  const stamp = '2026-01-01T10:00:00Z'
  const sent = { deviceName: 'Garden phone', savedTs: stamp, settings: { theme: 'dark' } }
  expect((await hub.sync(key, sent)).status).toBe(200)
  await expect(page.getByText('Garden phone', { exact: true })).toBeVisible()
})

test('a device that is denied gets nothing', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/account`)
  const pairing = await ask(hub, 'Stranger')
  await page.getByRole('button', { name: 'Deny' }).click()
  await expect(page.getByText('Stranger was sent away.')).toBeVisible()
  expect(await outcome(hub, pairing)).toMatchObject({ state: 'denied' })
})

test('a request is seen and decided while a dialog is open', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/apps/obtainium`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  const pairing = await ask(hub, 'Garden phone')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Approve' }).click()
  expect(await outcome(hub, pairing)).toMatchObject({ state: 'approved' })
})

test('a one-use code gives a device its key', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/apps/obtainium`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the device').fill('Pixel 8')
  const answer = page.waitForResponse('**/api/v1/pairing-tickets')
  await dialog.getByRole('button', { name: 'Show a one-use code to pair' }).click()
  const { ticket } = (await (await answer).json()) as { ticket: string }
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(dialog.getByRole('timer')).toHaveText(/^(10:00|9:\d\d) left$/)

  const reply = await fetch(`${hub.url}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName: 'Pixel 8', app: 'obtainium', ticket }),
  })
  const { key } = (await reply.json()) as { key: string }
  await hub.sync(key, { deviceName: 'Pixel 8', savedTs: '2026-01-01T10:00:00Z', settings: {} })
  await expect(dialog.getByText('Pixel 8 is connected')).toBeVisible()
  await dialog.getByRole('button', { name: 'Enter a key by hand' }).click()
  await expect(dialog.getByLabel('Key', { exact: true })).toHaveValue(/^sxncd_/)
})

test('the owner switches the network off and on, and has it checked', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/hub`)
  const network = page.getByRole('region', { name: 'On this network' })
  const lan = network.getByRole('switch', { name: 'Let devices on this network connect' })
  await expect(lan).toBeChecked()
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await lan.uncheck()
  await saved
  await network.getByRole('button', { name: 'Check the network' }).click()
  await expect(network.getByText(/^The network was checked/)).toBeVisible()
  await expect(network.getByText('Devices on the network cannot reach the hub')).toBeVisible()
  await page.reload()
  await expect(lan).not.toBeChecked()
  const savedAgain = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await lan.check()
  await savedAgain
  await page.reload()
  await expect(lan).toBeChecked()
})

test('an address of this computer alone: the owner opens the network on the spot', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  const proof = await page.evaluate(() => localStorage.getItem('sxncd.proof') ?? '')
  const headers = { origin: hub.url, 'x-sxncd-proof': proof }
  const change = { data: { lan: false }, headers }
  expect((await page.request.patch(`${hub.url}/api/v1/settings`, change)).status()).toBe(200)
  await page.goto(`${hub.url}/apps/obtainium`)
  await page.getByRole('button', { name: 'Connect a device' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the device').fill('Pixel 8')
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  const open = dialog.getByRole('button', { name: 'Let devices on this network connect' })
  await open.click()
  await expect(open).toHaveCount(0)
  const settings = await (await page.request.get(`${hub.url}/api/v1/settings`, { headers })).json()
  expect(settings).toMatchObject({ settings: { lan: true } })
})
