import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { note, type Stage } from './actors.ts'

const isOver = ({ until }: Stage) => performance.now() >= until
const filler = Buffer.alloc(1024 ** 2, 'z')

/** One request at the WebDAV door. @returns its status; 0 where the connection was lost */
export async function ask(
  { url }: Stage,
  agent: Agent,
  key: string,
  method: string,
  path: string,
  body?: Iterable<Buffer>,
): Promise<number> {
  const { hostname: host, port } = url
  const headers = { authorization: `Bearer ${key}`, depth: 'infinity' }
  const asked = request({ agent, host, port, method, path, headers })
  const answered = once(asked, 'response')
  answered.catch(() => {})
  try {
    for (const part of body ?? []) if (!asked.write(part)) await once(asked, 'drain')
    asked.end()
    const [answer] = (await answered) as [IncomingMessage]
    for await (const _ of answer);
    return answer.statusCode ?? 0
  } catch {
    return 0
  }
}

/** Sends one file of so many MiB after the other. */
export async function sender(stage: Stage, key: string, mib: number, who: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const parts = Array.from({ length: mib }, () => filler)
  for (let at = 0; !isOver(stage); at += 1) {
    const head = Buffer.from(`${who} ${at} ${Math.random()}`)
    note(stage, 'large', await ask(stage, agent, key, 'PUT', `/dav/${who}.bin`, [head, ...parts]))
    await wait(20)
  }
  agent.destroy()
}

/** Begins a file and lets it drip. */
export async function dripper(stage: Stage, key: string): Promise<void> {
  const { hostname: host, port } = stage.url
  while (!isOver(stage)) {
    const headers = { authorization: `Bearer ${key}` }
    const asked = request({ host, port, method: 'PUT', path: '/dav/drip.bin', headers })
    asked.on('error', () => {})
    asked.once('response', (answer) => answer.resume())
    asked.write(filler)
    while (!asked.destroyed && !isOver(stage)) {
      asked.write('z')
      await wait(200)
    }
    asked.destroy()
  }
}

/** Asks for a large file and reads the first of it only. */
export async function idleReader(stage: Stage, key: string, path: string): Promise<void> {
  const { hostname: host, port } = stage.url
  while (!isOver(stage)) {
    const asked = request({ host, port, path, headers: { authorization: `Bearer ${key}` } }).end()
    asked.on('error', () => {})
    const answered = once(asked, 'response').catch(() => [])
    const [answer] = (await answered) as [IncomingMessage?]
    note(stage, 'idle reader', answer?.statusCode ?? 0)
    await wait(Math.min(3_000, Math.max(1, stage.until - performance.now())))
    asked.destroy()
  }
}

/** Lists all that there is, again and again. */
export async function lister(stage: Stage, key: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  while (!isOver(stage)) note(stage, 'lister', await ask(stage, agent, key, 'PROPFIND', '/dav/'))
  agent.destroy()
}

/** A userscript manager as it should be: a small file now and then. @returns how long each took */
export async function honestFiles(stage: Stage, key: string, everyMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let at = 0; !isOver(stage); at += 1) {
    const began = performance.now()
    const text = Buffer.from(`script ${at} ${'x'.repeat(2_000)}`)
    const status = await ask(stage, agent, key, 'PUT', `/dav/honest-${at % 20}.js`, [text])
    note(stage, 'honest file', status < 300 ? 200 : status)
    times.push(performance.now() - began)
    await wait(everyMs)
  }
  agent.destroy()
  return times
}
