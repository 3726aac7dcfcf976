import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { findBrowser } from '../e2e/find-browser.ts'
import { type FakeDesktop, installFakeDesktop } from './fake-desktop.ts'
import { linkView, pairingRequest, type Scene } from './mock-data.ts'
import { type MockHub, startMockHub } from './mock-hub.ts'

/*
 * Takes pictures of the main pages, light and dark, wide and narrow, with pretended data:
 * `npm run build:window`, then `node tests/renderer/screenshots.ts <folder>`.
 */

interface Shot {
  name: string
  scene: Scene
  path: string
  /** The program around the window, where there is one. */
  desktop?: FakeDesktop
  act?: (page: Page, hub: MockHub) => Promise<void>
}

const shots: Shot[] = [
  { name: 'first-run', scene: 'empty', path: '/' },
  { name: 'dashboard', scene: 'full', path: '/' },
  { name: 'connect', scene: 'full', path: '/', act: connect },
  { name: 'ticket', scene: 'full', path: '/', act: ticket },
  { name: 'pairing', scene: 'full', path: '/', act: pairing },
  { name: 'app', scene: 'full', path: '/apps/obtainium' },
  { name: 'compare', scene: 'full', path: '/apps/obtainium/compare/12/13' },
  { name: 'hub', scene: 'full', path: '/hub' },
  { name: 'doctor', scene: 'full', path: '/hub', act: doctor },
  { name: 'welcome', scene: 'fresh', path: '/', desktop: {} },
  { name: 'welcome-network', scene: 'empty', path: '/welcome?step=network', desktop: {} },
  { name: 'welcome-app', scene: 'empty', path: '/welcome?step=app', desktop: {} },
  { name: 'files-empty', scene: 'full', path: '/files', desktop: {} },
  { name: 'files', scene: 'full', path: '/files', desktop: { state: { links: links() } } },
  { name: 'link-a-file', scene: 'full', path: '/files?app=vimium', desktop: {} },
  { name: 'this-computer', scene: 'full', path: '/hub', desktop: {} },
  { name: 'sign-in', scene: 'signed-out', path: '/sign-in' },
]

async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect a device' }).first().click()
  await page.getByLabel('Name of the device').fill('Garden phone')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
}

async function ticket(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect a device' }).first().click()
  await page.getByRole('button', { name: 'Show a one-use code' }).click()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
}

async function pairing(page: Page, hub: MockHub): Promise<void> {
  hub.state.pairingRequests.push(pairingRequest('p1', 'K7QHX4', 'Garden phone'))
  hub.tell('pairing', {})
  await page.getByText('K7QHX4', { exact: true }).waitFor()
}

async function doctor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the network' }).click()
  await page.getByText(/^The network was checked/).scrollIntoViewIfNeeded()
}

function links() {
  const problem = 'The hub does not know this key. It may have been replaced; make a new one.'
  return [
    linkView('vimium', '/home/ada/vimium-options.json', { writeBack: true }),
    linkView('ublock-origin', '/home/ada/ublock.txt', { state: 'hub-is-newer' }),
    linkView('stylus', '/home/ada/Downloads', { kind: 'folder', state: 'stopped', problem }),
  ]
}

const folder = process.argv[2] ?? join(import.meta.dirname, '../../dist/screenshots')
await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
})
for (const { name, scene, path, desktop, act } of shots) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, width, height] of [
      ['wide', 1280, 860],
      ['narrow', 360, 740],
    ] as const) {
      const hub = await startMockHub(scene)
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      })
      if (desktop) await page.addInitScript(installFakeDesktop, desktop)
      await page.goto(hub.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await act?.(page, hub)
      await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => {})
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size}.png`) })
      await page.close()
      hub.close()
    }
  }
}
await browser.close()
