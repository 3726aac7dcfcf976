import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright/test'
import { type Ask, desktopFrom } from './desktop-from.ts'
import type { Desktop, Driver, StartOptions } from './driver.ts'
import { findElectron } from './electron/find-electron.ts'
import { type ElectronCalls, listenIn } from './electron/listen-in.ts'

const project = resolve(import.meta.dirname, '../..')
/** Only tests need it: what they run as root in containers has no sandbox of the system. */
const noSandbox = process.platform === 'linux' ? ['--no-sandbox'] : []

/** Runs the built program on Electron itself. */
export function electronDriver(): Driver {
  const electron = findElectron()
  if (electron === undefined) throw new Error('There is no Electron here.')
  return {
    name: 'electron',
    async start(userData, { args = [], environment = {} } = {}) {
      const listener = join(userData, '..', 'listen-in.cjs')
      await mkdir(userData, { recursive: true })
      await writeFile(listener, `globalThis.sxncdUnderTest = (${listenIn})(require('electron'))\n`)
      const application = await _electron.launch({
        args: ['-r', listener, project, ...switches(userData), ...args],
        cwd: project,
        env: everything(environment),
      })
      return running(application)
    },
    async startAgain(userData, { args = [], environment = {} } = {}) {
      const child = spawn(electron, [...noSandbox, project, ...switches(userData), ...args], {
        cwd: project,
        env: everything(environment),
        stdio: 'ignore',
      })
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

const switches = (userData: string) => [`--user-data-dir=${userData}`, '--lang=en-GB']

/** Electron needs much of what the system sets, such as the screen. */
function everything(environment: NonNullable<StartOptions['environment']>) {
  const set = Object.entries({ ...process.env, ...environment })
  return Object.fromEntries(set.filter((one): one is [string, string] => one[1] !== undefined))
}

function running(application: ElectronApplication): Desktop {
  const child = application.process()
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      printed += text
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const ask: Ask<ElectronCalls> = (name, ...args) =>
    application.evaluate(
      (_, [call, given]) => {
        type Anything = Record<string, (...all: unknown[]) => unknown>
        const { sxncdUnderTest } = globalThis as unknown as { sxncdUnderTest: Anything }
        return sxncdUnderTest[call]?.(...given)
      },
      [name, args] as const,
    ) as never
  return desktopFrom(ask, {
    page: async () => application.windows().at(-1) ?? application.firstWindow(),
    printed: () => printed,
    ended,
    signal: (name) => void child.kill(name),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  })
}
