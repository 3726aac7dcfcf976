import { setTimeout as wait } from 'node:timers/promises'
import pino from 'pino'
import { type Config, readConfig } from '../config.ts'
import { createHub } from '../hub.ts'
import { layoutOf } from '../storage/lowdb/layout.ts'
import { FolderInUseError, isHeld, readLock } from '../storage/lowdb/lock.ts'

/** The hub refused a command, in words for a person. */
export class RefusedError extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.name = 'RefusedError'
    this.status = status
  }
}

export interface Connection {
  /** The address by which people reach the hub, if it is running. */
  readonly url?: string
  /** Calls the hub's own API as its owner. @throws RefusedError */
  call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<T>
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly text: string
}

type Send = (method: string, path: string, body: string | undefined) => Promise<Reply>

/** How long a command waits for another command on the same folder. */
const patienceMs = 10_000

/**
 * Reaches the hub of a data folder. Where one runs, it carries the command out, so that two
 * processes never write the same files; where none does, the command is a hub for a moment.
 */
export async function connect(
  environment: Readonly<Record<string, string | undefined>>,
  tell: (line: string) => void,
): Promise<Connection> {
  const config = readConfig(environment)
  const deadline = Date.now() + patienceMs
  for (;;) {
    const running = await findRunning(config)
    if (running) {
      const hub = connection(sendByHttp(running.url, running.token), async () => {})
      return { ...hub, url: config.publicUrl ?? running.url }
    }
    try {
      return await openHere(config, tell)
    } catch (error) {
      // Another command has it, or a hub that does not listen yet.
      if (!(error instanceof FolderInUseError) || Date.now() > deadline) throw error
      await wait(50)
    }
  }
}

async function findRunning(config: Config) {
  const lock = await readLock(layoutOf(config.dataDir).lock)
  return lock && isHeld(lock.record, lock.ageMs) ? lock.record.control : undefined
}

async function openHere(config: Config, tell: (line: string) => void): Promise<Connection> {
  const hub = await createHub({ ...config, rateLimit: false }, { log: pino({ level: 'silent' }) })
  for (const { file, problem } of hub.store.status().problems) {
    tell(`A damaged file was set aside: ${file}: ${problem}`)
  }
  const send: Send = async (method, path, body) => {
    const reply = await hub.app.inject({
      method: method as 'GET',
      url: path,
      headers: headersOf(hub.controlToken, body),
      ...(body !== undefined && { payload: body }),
    })
    return { status: reply.statusCode, text: reply.body }
  }
  return connection(send, () => hub.close())
}

const sendByHttp =
  (url: string, token: string): Send =>
  async (method, path, body) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: headersOf(token, body),
      ...(body !== undefined && { body }),
    })
    return { status: reply.status, text: await reply.text() }
  }

const headersOf = (token: string, body: string | undefined) => ({
  authorization: `Bearer ${token}`,
  ...(body !== undefined && { 'content-type': 'application/json' }),
})

function connection(send: Send, close: () => Promise<void>): Connection {
  return {
    async call<T>(method: string, path: string, body?: object) {
      const { status, text } = await send(method, path, body && JSON.stringify(body))
      const answer = JSON.parse(text)
      if (status !== 200) throw new RefusedError(answer.error, status)
      return answer as T
    },
    close,
  }
}
