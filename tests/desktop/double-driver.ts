import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from 'playwright/test'
import { createChannel } from './channel.ts'
import { desktopFrom, type OwnWay } from './desktop-from.ts'
import type { Driver, StartOptions } from './driver.ts'
import { createPageHost, type PageHost } from './pages/page-host.ts'
import type { HostCalls, ProgramCalls } from './protocol.ts'

const project = resolve(import.meta.dirname, '../..')
const register = join(import.meta.dirname, 'electron-double/register.mjs')
const patience = 15_000

/** Runs the main process from its source under Node, where `electron` is the double. */
export function doubleDriver(browser: Browser): Driver {
  return {
    name: 'double',
    async start(userData, options) {
      const child = spawnMain(userData, options)
      const program = createChannel<HostCalls, ProgramCalls>(
        // A program that has just ended takes no answer any more, and misses none.
        (message) => void (child.connected && child.send(message, () => {})),
        (take) => void child.on('message', take),
      )
      const host = createPageHost(browser, userData, program)
      const output = { text: '' }
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text) => {
          output.text += text
        })
      }
      const ended = once(child, 'exit').then(async ([code]) => {
        program.end()
        await host.close()
        return code as number | null
      })
      return desktopFrom(program.ask, ownWay({ child, host, ended, output }))
    },
    async startAgain(userData, options) {
      const child = spawnMain(userData, options)
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

function spawnMain(userData: string, { args = [], environment = {} }: StartOptions = {}) {
  const main = join(project, 'main/index.ts')
  return spawn(
    process.execPath,
    ['--import', register, main, `--user-data-dir=${userData}`, ...args],
    {
      cwd: project,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  )
}

interface Running {
  readonly child: ChildProcess
  readonly host: PageHost
  readonly ended: Promise<number | null>
  readonly output: { readonly text: string }
}

const ownWay = ({ child, host, ended, output }: Running): OwnWay => ({
  async page() {
    const end = Date.now() + patience
    while (child.exitCode === null && Date.now() < end) {
      const page = await host.current()
      if (page) return page
      await wait(20)
    }
    throw new Error(`No window opened.\n${output.text}`)
  },
  printed: () => output.text,
  ended,
  signal: (name) => void child.kill(name),
  async stop() {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  },
})
