import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, expect, type Page } from 'playwright/test'
import { installClient } from '../client/package/installed.ts'
import { loadsExtensions, runExtension } from './extension.ts'
import { becomeOwner, type RunningHub, test as withHub } from './hub-fixture.ts'

/* The examples of @sxncd/client as people get them: out of the installed package, in a real browser. */

const test = withHub.extend<object, { client: string }>({
  client: [
    // biome-ignore lint/correctness/noEmptyPattern: the framework reads which fixtures this one uses.
    async ({}, use) => {
      const { folder, remove } = await installClient()
      await use(join(folder, 'node_modules/@sxncd/client'))
      await remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.use({ environment: { LAN: 'on', HTTPS_PORT: '0' } })

/** The owner reads the code on the device, and approves it. */
async function approve(hub: RunningHub, page: Page): Promise<void> {
  const state = page.getByRole('status')
  await expect(state).toContainText('Its code is')
  const code = /Its code is (\w+)/.exec((await state.textContent()) ?? '')?.[1] ?? ''
  await hub.command('pairing', 'approve', code, '--account', 'Ada')
}

/** What the hub has in use, for a device that has never changed anything. */
async function currentOf(hub: RunningHub, app: string): Promise<() => Promise<unknown>> {
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', app)
  const old = { deviceName: 'Other', savedTs: '2020-01-01T00:00:00Z', settings: '{}' }
  return async () => (await hub.sync(key, old)).body.data
}

async function servePage(client: string, hub: RunningHub) {
  const program = join(client, 'examples/web-page/serve.js')
  const env = { ...process.env, HUB: hub.url, PORT: '0' }
  const server: ChildProcess = spawn(process.execPath, [program], {
    ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
  })
  if (!server.stdout) throw new Error('it prints nothing')
  const [address] = await once(createInterface({ input: server.stdout }), 'line')
  return { address: String(address), stop: () => server.kill() }
}

/** A device of its own, with the page of the example. */
async function openPage(browser: Browser, address: string, device: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${address}?device=${device}`)
  return { page, context, notes: page.getByLabel('Notes'), state: page.getByRole('status') }
}

test('the web page pairs, syncs at once, and asks about a conflict', async ({
  browser,
  page: owner,
  hub,
  client,
}) => {
  await becomeOwner(owner, hub)
  const { address, stop } = await servePage(client, hub)
  const one = await openPage(browser, address, 'One')
  await approve(hub, one.page)
  await expect(one.state).toHaveText('synced')
  await one.notes.fill('milk')

  const two = await openPage(browser, address, 'Two')
  await approve(hub, two.page)
  await expect(two.notes).toHaveValue('milk')

  // An event tells the other device.
  await two.notes.fill('milk, eggs')
  await expect(one.notes).toHaveValue('milk, eggs')

  // Another tab of the same page does not sync by itself, and its changes are sent all the same.
  const tab = await one.context.newPage()
  await tab.goto(`${address}?device=One`)
  await tab.getByLabel('Notes').fill('milk, eggs, rice')
  await expect(two.notes).toHaveValue('milk, eggs, rice')
  await expect(one.notes).toHaveValue('milk, eggs, rice')
  await tab.close()

  // Both change it while one of them is offline.
  await one.context.setOffline(true)
  await one.notes.fill('bread')
  await expect(one.state).toContainText('The hub cannot be reached')
  await two.notes.fill('tea')
  await expect.poll(await currentOf(hub, 'thunder')).toContain('tea')
  await one.context.setOffline(false)
  const dialog = one.page.getByRole('dialog')
  await expect(dialog).toContainText('tea')
  await dialog.getByRole('button', { name: 'Keep these' }).click()
  await expect(two.notes).toHaveValue('bread')
  await expect(one.notes).toHaveValue('bread')
  stop()
})

test('the extension pairs, and its worker syncs', async ({
  page: owner,
  hub,
  client,
}, testInfo) => {
  test.skip(!loadsExtensions, 'Google Chrome loads no such extension')
  await becomeOwner(owner, hub)
  const folder = testInfo.outputPath('extension')
  await cp(join(client, 'examples/extension'), folder, { recursive: true })
  await cp(join(client, 'dist'), join(folder, 'client'), { recursive: true })
  const { context, worker, address, close } = await runExtension(folder)
  const page = await context.newPage()
  await page.goto(address('options.html'))
  await page.getByLabel('Blocked words').fill('spam')
  await page.getByLabel('Blocked words').blur()
  await page.getByLabel('Address of the hub').fill(hub.url)
  await page.getByRole('button', { name: 'Connect' }).click()
  await approve(hub, page)
  await expect(page.getByRole('status')).toHaveText('Connected.')

  // From here on the worker does it: a change wakes it.
  await page.getByLabel('Blocked words').fill('spam, scam')
  await page.getByLabel('Blocked words').blur()
  const current = await currentOf(hub, 'stylus')
  await expect.poll(current).toBe('{"words":"spam, scam"}')

  // And an alarm, for what other devices have changed.
  const savedTs = new Date(Date.now() + 1_000).toISOString()
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', 'stylus')
  await hub.sync(key, { deviceName: 'Other', savedTs, settings: '{"words":"ham"}' })
  await worker.evaluate('chrome.alarms.create("sync", { when: Date.now() })')
  await expect(page.getByLabel('Blocked words')).toHaveValue('ham')
  await close()
})
