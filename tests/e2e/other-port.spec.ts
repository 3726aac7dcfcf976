import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'playwright/test'
import { becomeOwner, test } from './hub-fixture.ts'

/** Another program on the hub's host: it gets what a browser sends to any port of it. */
async function startNeighbour() {
  const cookies: string[] = []
  const server = createServer((request, response) => {
    cookies.push(request.headers.cookie ?? '')
    response.setHeader('content-type', 'text/html').end('<title>Neighbour</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, cookies, stop: () => server.close() }
}

test('a listener on another port of the host gets the cookie, and nothing for it', async ({
  page,
  hub,
}) => {
  const neighbour = await startNeighbour()
  await becomeOwner(page, hub)
  await page.goto(neighbour.url)
  const [cookie = ''] = neighbour.cookies
  // Browsers know no ports here: this is what the test is about.
  expect(cookie).toContain('sxncd-session=')
  const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(hub.url + path, {
      method,
      headers: { cookie, ...headers },
      redirect: 'manual',
    })
    await response.body?.cancel()
    return response.status
  }
  for (const path of ['backup', 'me/export', 'events', 'sessions', 'slots', 'apps/vimium/logo']) {
    expect(await send('GET', `/api/v1/${path}`), path).toBe(401)
  }
  const own = { origin: hub.url, 'content-type': 'application/json' }
  for (const path of ['keys', 'invites', 'address-tickets', 'restore']) {
    expect(await send('POST', `/api/v1/${path}`, own), path).toBe(401)
  }
  // What the neighbour's page keeps is no part of the hub's page.
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
  await page.goto(hub.url)
  await expect(page.getByRole('heading', { name: 'Apps', exact: true })).toBeVisible()
  neighbour.stop()
})

test('tabs, a reload, signing out and in again: each shows who is signed in', async ({
  page,
  context,
  hub,
}) => {
  await becomeOwner(page, hub)
  const apps = (of: typeof page) => of.getByRole('heading', { name: 'Apps', exact: true })
  const second = await context.newPage()
  await second.goto(hub.url)
  await expect(apps(second)).toBeVisible()
  await second.reload()
  await expect(apps(second)).toBeVisible()
  await second.goto(`${hub.url}/account`)
  await second.getByRole('button', { name: 'Sign out', exact: true }).first().click()
  await expect(second.getByLabel('Password')).toBeVisible()
  await second.getByLabel('Your name').or(second.getByLabel('Name')).fill('Ada')
  await second.getByLabel('Password').fill('correct horse battery')
  await second.getByRole('button', { name: 'Sign in', exact: true }).click()
  // It goes on at the page where it was.
  await expect(second.getByRole('heading', { name: 'Ada', exact: true })).toBeVisible()
  // The first tab has missed all of it, and goes on with the new session.
  await page.reload()
  await expect(apps(page)).toBeVisible()
})

test('a link with a made up proof signs nobody out', async ({ page, hub }) => {
  await becomeOwner(page, hub)
  await page.goto('about:blank')
  await page.goto(`${hub.url}/#proof=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`)
  await expect(page.getByRole('heading', { name: 'Apps', exact: true })).toBeVisible()
  expect(page.url()).toBe(`${hub.url}/`)
})
