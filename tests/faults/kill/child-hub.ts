import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface ChildHub {
  readonly url: string
  /** Speaks for the owner. */
  readonly token: string
  /** From the moment at which it was told its folder until it listened, or gave up. */
  readonly bootMs: number
  /** Why it did not start. */
  readonly problem?: string
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

/** Starts hubs in processes of their own; while one runs, the program of the next is loaded. */
export function childHubs() {
  let spare = load()
  return async (folder: string, mutant = 'none'): Promise<ChildHub> => {
    const child = spare
    spare = load()
    const lines = createInterface({ input: child.stdout })
    child.stdin.write(`${JSON.stringify({ folder, mutant })}\n`)
    const [line] = await Promise.race([once(lines, 'line'), ended(child)])
    return { ...JSON.parse(line), kill: () => kill(child) }
  }
}

/** Halves the time in which the program is loaded. */
const compileCache = join(import.meta.dirname, '../../../node_modules/.cache/compile')

function load() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hub.ts')], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function ended(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'close')
  throw new Error(`the hub ended with ${code}`)
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
