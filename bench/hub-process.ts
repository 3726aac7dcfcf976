import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { scriptArguments } from './script-arguments.ts'

/** A hub in a process of its own. */
export interface HubProcess {
  readonly pid: number
  readonly port: number
  /** From the start of the process to the first 200 of /health, in ms. */
  readonly startMs: number
  stop(): Promise<void>
}

/** What `npm start` runs. HUB_NODE_OPTIONS adds to it, such as --cpu-prof to see where time goes. */
const command = [
  ...(process.env.HUB_NODE_OPTIONS?.split(' ') ?? []),
  ...scriptArguments(join(import.meta.dirname, '..'), 'start'),
]
const patienceMs = 60_000

/** @throws Error with what the hub said, where it does not come up */
export async function startHub(folder: string, appModules?: string): Promise<HubProcess> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, command, {
    // Away from the project's folder, whose .env is not meant for this.
    cwd: dirname(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(port),
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      ...(appModules && { APP_MODULES_DIR: appModules }),
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2_000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`The hub did not start: ${said}`)
    if (performance.now() - began > patienceMs) {
      await stop()
      throw new Error(`The hub was not ready after ${patienceMs / 1_000} s: ${said}`)
    }
    await setTimeout(5)
  }
  return { pid: child.pid ?? 0, port, startMs: performance.now() - began, stop }
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/health', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    }).once('error', () => resolve(false))
  })
}
