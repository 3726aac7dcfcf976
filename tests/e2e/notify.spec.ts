import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'playwright/test'
import { violations } from './axe.ts'
import { becomeOwner, test } from './hub-fixture.ts'

/** A service that keeps what it is sent, on this machine. */
async function startService() {
  const got: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      got.push(body)
      response.writeHead(200).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, got, stop: () => server.close() }
}

test('the owner adds a target, tries it, mends it and removes it, by keyboard on a small screen', async ({
  page,
  hub,
}) => {
  const service = await startService()
  await page.setViewportSize({ width: 360, height: 740 })
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/hub`)
  const section = page.getByRole('region', { name: 'Notifications' })
  await expect(section.getByText('Nobody is told of anything yet.')).toBeVisible()
  await section.getByRole('button', { name: 'Add a target' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Service').selectOption('json')
  await dialog.getByLabel('Address').fill('example.com')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('must begin with http://')).toBeVisible()
  await dialog.getByLabel('Address').fill(`${service.url}/CANARY`)
  await dialog.getByLabel('Name in this list').fill('Shelf')
  await dialog.getByRole('checkbox', { name: 'new devices' }).press('Space')
  expect(await violations(page)).toEqual([])
  const wide = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  expect(await wide()).toBeLessThanOrEqual(0)
  await dialog.getByRole('button', { name: 'Add a target' }).press('Enter')

  // What signs the messages is shown once, and not lost by a slip.
  await expect(dialog.getByLabel('Secret of the signature')).toHaveValue(/^whsec_/)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').last().getByRole('button', { name: /close/i }).last().click()
  await expect(section.getByText('Shelf', { exact: true })).toBeVisible()
  await expect(section.getByText('CANARY')).toHaveCount(0)

  const tryOut = section.getByRole('button', { name: 'Send a test' })
  await tryOut.press('Enter')
  await expect(section.getByText('127.0.0.1, which is private', { exact: false })).toBeVisible()
  expect(service.got).toEqual([])
  await section.getByRole('button', { name: 'Change' }).press('Enter')
  await dialog.getByRole('switch', { name: 'In my network' }).press('Space')
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(section.getByText('which is private', { exact: false })).toHaveCount(0)
  await tryOut.press('Enter')
  await expect(section.getByText('It arrived (status 200).', { exact: false })).toBeVisible()
  expect(JSON.parse(service.got[0] ?? '')).toMatchObject({ type: 'test' })

  await page.setViewportSize({ width: 1_280, height: 900 })
  expect(await violations(page)).toEqual([])
  await section.getByRole('button', { name: 'Remove' }).press('Enter')
  await dialog.getByRole('button', { name: 'Remove' }).press('Enter')
  await expect(section.getByText('Nobody is told of anything yet.')).toBeVisible()
  service.stop()
})
