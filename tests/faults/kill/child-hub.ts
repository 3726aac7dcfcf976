import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { LockOptions } from '../../../server/storage/lock.ts'

export interface ChildHub {
  readonly url: string
  /** Speaks for the owner. */
  readonly token: string
  /** From the moment at which it was told its folder until it listened, or gave up. */
  readonly bootMs: number
  /** Why it did not start. */
  readonly problem?: string
  /** Stops its process, as a sleep does, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

/** A program at work in a process of its own. */
export interface Child {
  /** The line that it says when it is done; undefined if it ends before. */
  readonly answer: Promise<string | undefined>
  signal(name: NodeJS.Signals): void
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

/**
 * Starts a program beside this file again and again; while one works, the next one is loaded. An
 * order is given once its program is, so that what follows is the work and nothing else.
 * @param surroundings a command that runs it, such as one with another clock
 */
export function children(
  program: string,
  surroundings: readonly string[] = [],
): (order: object) => Promise<Child> {
  let spare = load(program, surroundings)
  return async (order) => {
    const { child, lines, loaded } = spare
    await loaded
    spare = load(program, surroundings)
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const ended = once(child, 'close').then(() => [undefined])
    const answer = Promise.race([once(lines, 'line'), ended]).then(([line]) => line)
    return { answer, signal: (name) => child.kill(name), kill: () => kill(child) }
  }
}

/** Starts hubs in processes of their own. */
export function childHubs(surroundings: readonly string[] = []) {
  const start = children('hub.ts', surroundings)
  return async (folder: string, lock?: LockOptions | false): Promise<ChildHub> => {
    const { answer, signal, kill } = await start({ folder, lock })
    const line = await answer
    if (line === undefined) throw new Error('the hub ended')
    return { ...JSON.parse(line), signal, kill }
  }
}

/** Halves the time in which the program is loaded. */
const compileCache = join(import.meta.dirname, '../../../node_modules/.cache/compile')

function load(program: string, surroundings: readonly string[]) {
  const words = [...surroundings, process.execPath, join(import.meta.dirname, program)]
  const child = spawn(words[0] as string, words.slice(1), {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  return { child, lines, loaded: once(lines, 'line') }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
