import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { findBrowser } from '../tests/e2e/find-browser.ts'
import { icns, ico } from './icon-files.ts'

/*
 * Draws every icon of the tray app from main/icons/icon.svg: `npm run icons`. What it makes is kept
 * in the project, so that packages are built without a browser.
 */

const folder = join(import.meta.dirname, '../main/icons')
const states = ['running', 'lan-off', 'attention', 'paused']

/** On the tray the mark fills its place; macOS wants room around the tile. */
const places = { tray: '4 4 56 56', app: '0 0 64 64', mac: '-7.5 -7.5 79 79' }

const svg = (await readFile(join(folder, 'icon.svg'), 'utf8')).replaceAll('\r\n', '\n')
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
})
try {
  const page = await browser.newPage({ deviceScaleFactor: 1 })
  for (const state of states) {
    for (const [bar, suffix] of [
      ['light', ''],
      ['dark', '-dark'],
      ['template', 'Template'],
    ]) {
      for (const [size, scale] of [
        [16, ''],
        [32, '@2x'],
      ] as const) {
        const picture = await draw(page, `tray ${bar} ${state}`, places.tray, size)
        await writeFile(join(folder, `tray-${state}${suffix}${scale}.png`), picture)
      }
    }
  }
  const app = (size: number) => draw(page, 'app', places.app, size)
  const mac = (size: number) => draw(page, 'app', places.mac, size)
  await writeFile(join(folder, 'icon.png'), await app(1024))
  await writeFile(join(folder, 'icon.ico'), await ico([16, 20, 24, 32, 40, 48, 64, 256], app))
  await writeFile(join(folder, 'icon.icns'), await icns(mac))
  const linux = join(folder, 'linux')
  await rm(linux, { recursive: true, force: true })
  await mkdir(linux)
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
    await writeFile(join(linux, `${size}x${size}.png`), await app(size))
  // By it a test tells whether the picture was changed since.
  const drawnFrom = createHash('sha256').update(svg).digest('hex')
  await writeFile(join(folder, 'drawn-from.txt'), `${drawnFrom}\n`)
} finally {
  await browser.close()
}

/** One picture of the SVG, with what it leaves free transparent. */
async function draw(page: Page, look: string, place: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  const drawn = svg
    .replace('class="app"', `class="${look}" width="${size}" height="${size}"`)
    .replace('viewBox="0 0 64 64"', `viewBox="${place}"`)
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawn}`)
  return page.screenshot({ omitBackground: true, type: 'png' })
}
