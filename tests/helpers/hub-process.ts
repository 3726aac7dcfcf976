import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { scriptArguments } from '../../bench/script-arguments.ts'

const root = resolve(import.meta.dirname, '../..')

/** A real process of this project, as `npm start` and `npm run sxncd` begin it once it is built. */
export interface Run {
  readonly child: ChildProcess
  /** All that it has written so far. */
  readonly written: { out: string; err: string }
  /** Resolves once its output holds `part`. @throws Error if it ends before */
  until(part: string): Promise<void>
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The user to run as; only root may choose. */
  readonly uid?: number
  /** The tree to run from; the project itself unless told. */
  readonly tree?: string
}

/** Runs a script of package.json. It is killed when the test ends. */
export function run(script: 'start' | 'sxncd', args: string[], options: RunOptions = {}): Run {
  const { environment = {}, uid, tree = root } = options
  const words = scriptArguments(tree, script)
  const child = spawn(process.execPath, [...words, ...args], {
    cwd: options.cwd ?? tree,
    // Nothing of the environment of the tests themselves: it may hold options of a hub.
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const written = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    written.err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  const until = (part: string) =>
    new Promise<void>((done, fail) => {
      const look = () => written.out.includes(part) && done()
      child.stdout.on('data', look)
      child.once('close', () => fail(new Error(`it ended: ${written.out}${written.err}`)))
      look()
    })
  return { child, written, until, ended }
}

/** A hub in a process of its own, ready. @returns its address too */
export async function runHub(options: RunOptions): Promise<Run & { url: string }> {
  const { environment } = options
  const hub = run('start', [], { ...options, environment: { PORT: '0', ...environment } })
  await hub.until('is ready on ')
  const url = / is ready on (http:\/\/[^"]+)/.exec(hub.written.out)?.[1] ?? ''
  return { ...hub, url }
}
