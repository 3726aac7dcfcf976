import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { agentActions } from './agent.ts'

const run = promisify(execFile)

/** The one interface of each host. */
export const interfaceName = 'lan0'

/** Why there can be no network of two hosts here; undefined where there can. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are there on Linux only'
  const name = `sxncd-${process.pid}-try`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'pipe' })
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer }
    if (code === 'ENOENT') return 'the command "ip" is missing (Debian: apt-get install iproute2)'
    return `network namespaces are not allowed: ${String(stderr).trim()}`
  }
}

type Actions = typeof agentActions

/** A machine of its own on the network: with a name, an address, and a process that does things there. */
export interface Host {
  readonly address: string
  /** Runs a program there. */
  start(command: string, args: readonly string[], environment?: NodeJS.ProcessEnv): ChildProcess
  /** Runs `ip` on its network. */
  ip(...args: string[]): Promise<void>
  /** Has something done there by the agent. */
  ask<K extends keyof Actions>(
    action: K,
    ...args: Parameters<Actions[K]>
  ): Promise<Awaited<ReturnType<Actions[K]>>>
}

/** Two hosts with a cable between them (a veth pair). */
export async function twoHosts(): Promise<{ hosts: [Host, Host]; end: () => Promise<void> }> {
  const spaces = ['attic', 'cellar'].map((name) => `sxncd-${process.pid}-${name}`)
  const [one = '', two = ''] = spaces
  const ends: (() => void)[] = []
  const end = async () => {
    for (const stop of ends) stop()
    for (const space of spaces) await run('ip', ['netns', 'delete', space]).catch(() => {})
  }
  try {
    for (const space of spaces) await run('ip', ['netns', 'add', space])
    const peer = ['peer', 'name', interfaceName, 'netns', two]
    await run('ip', ['link', 'add', interfaceName, 'netns', one, 'type', 'veth', ...peer])
    const make = (space: string, address: string) => newHost(space, address, ends)
    return { hosts: [await make(one, '10.77.0.1'), await make(two, '10.77.0.2')], end }
  } catch (error) {
    await end()
    throw error
  }
}

async function newHost(space: string, address: string, ends: (() => void)[]): Promise<Host> {
  const ip: Host['ip'] = async (...args) => void (await run('ip', ['-n', space, ...args]))
  await ip('link', 'set', 'lo', 'up')
  await ip('address', 'add', `${address}/24`, 'dev', interfaceName)
  await ip('link', 'set', interfaceName, 'up')
  await ip('route', 'add', 'default', 'dev', interfaceName)

  const start: Host['start'] = (command, args, environment = {}) => {
    const name = space.split('-').at(-1)
    // Whatever the program starts ends with it.
    const own = ['unshare', '--uts', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    const script = ['sh', '-c', `hostname ${name} && exec "$@"`, 'sh', command, ...args]
    const child = spawn('ip', ['netns', 'exec', space, ...own, ...script], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    ends.push(() => child.kill('SIGKILL'))
    return child
  }

  const agent = start(process.execPath, [join(import.meta.dirname, 'agent.ts')])
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: agent.stdout ?? process.stdin }).on('line', (line) =>
    waiting.shift()?.(line),
  )
  const ask: Host['ask'] = async (action, ...args) => {
    const answer = new Promise<string>((resolve) => waiting.push(resolve))
    agent.stdin?.write(`${JSON.stringify({ action, args })}\n`)
    const { result, error } = JSON.parse(await answer)
    if (error) throw new Error(`${action}: ${error}`)
    return result
  }
  return { address, start, ip, ask }
}
