import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { test as base, type Page } from 'playwright/test'
import { readConfig } from '../../server/config/config.ts'
import { createHub, type Hub } from '../../server/hub.ts'
import { type FakeBridge, type FakeDesktop, installFakeDesktop } from '../renderer/fake-desktop.ts'

interface WindowFixtures {
  /** What the pretended program around the page is like. */
  fake: FakeDesktop
  /** What is done to the data folder before the hub opens it. */
  prepare: (dataFolder: string) => Promise<void>
  /** A real hub, in this process: only its own program can make tokens for a window. */
  hub: Hub & { readonly url: string }
  /** What the page has asked of the program, by the name of the call. */
  asked: (name: string) => Promise<unknown[][]>
  /** Changes the state of the program, as it does by itself. */
  become: (change: Parameters<FakeBridge['become']>[0]) => Promise<void>
}

/** Tests of the window of the tray app: the page has a bridge, and the hub gives it tokens. */
export const test = base.extend<WindowFixtures>({
  fake: [{}, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants it so
  prepare: async ({}, use) => use(async () => {}),
  hub: async ({ prepare }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sxncd-e2e-'))
    const config = readConfig({ DATA_DIR: join(folder, 'data'), PORT: '0' })
    await prepare(config.dataDir)
    const hub = await createHub(config, { log: pino({ level: 'silent' }) })
    const url = await hub.listen()
    await use(Object.assign(hub, { url }))
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  },
  page: async ({ page, hub, fake }, use) => {
    await page.exposeFunction('giveToken', () => hub.newWindowToken())
    await page.addInitScript(installFakeDesktop, { tokenFrom: 'giveToken', ...fake })
    await use(page)
  },
  asked: async ({ page }, use) => {
    await use(async (name) => {
      const calls = await page.evaluate(
        () => (globalThis as never as { sxncdDesktop: FakeBridge }).sxncdDesktop.calls,
      )
      return calls.filter(([called]) => called === name).map(([, ...given]) => given)
    })
  },
  become: async ({ page }, use) => {
    await use((change) =>
      page.evaluate(
        (given) => (globalThis as never as { sxncdDesktop: FakeBridge }).sxncdDesktop.become(given),
        change,
      ),
    )
  },
})

/** Signs in through the window for the first time, past the walk. */
export async function openAsOwner(page: Page, hub: { readonly url: string }): Promise<void> {
  await page.goto(hub.url)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('button', { name: 'Look around first' }).click()
  await page.getByRole('heading', { name: 'Apps', exact: true }).waitFor()
}
