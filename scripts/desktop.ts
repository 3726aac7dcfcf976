import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/*
 * Starts the tray app that was built: `npm run desktop` builds it, and comes here. Electron itself
 * is downloaded the first time, and then stays in node_modules. What is missing is said in words.
 */

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
const { version } = require('electron/package.json') as { version: string }
const patienceMs = 15 * 60_000

const program = findElectron()
if (typeof program !== 'string') fail(program.missing)
else if (!hasDisplay())
  fail(
    'The tray app needs a screen: start it in a desktop session, or by `xvfb-run npm run desktop`.',
  )
else start(program)

/** The program of Electron, downloaded now if need be, or why there is none. */
function findElectron(): string | { missing: string } {
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (elsewhere === undefined) {
    const install = require.resolve('electron/install.js')
    const { status, error } = spawnSync(process.execPath, [install], {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: patienceMs,
    })
    if (status !== 0) {
      const why = error ? `took longer than ${patienceMs / 60_000} minutes` : 'failed'
      return {
        missing: `The tray app needs Electron ${version}, and its download (about 110 MB from github.com) ${why}. Get online, or set ELECTRON_MIRROR to a mirror, or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron ${version}, and try again. The hub runs without it too: npm start.`,
      }
    }
  }
  const found = require('electron') as unknown as string
  if (existsSync(found)) return found
  return { missing: `There is no Electron at ${found}: look at ELECTRON_OVERRIDE_DIST_PATH.` }
}

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY)
}

/** Lives as long as the tray app does, and ends as it ended. */
function start(electron: string): void {
  const child = spawn(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit' })
  child.once('error', (error) => fail(`Electron does not start: ${error.message}.`))
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
  // The terminal sends these to both; the tray app decides when it has ended.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
