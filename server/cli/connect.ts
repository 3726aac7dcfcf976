import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { FolderInUseError, findHolder, isReachable } from '../storage/lock.ts'
import { DataFolderError, openError } from '../storage/lowdb/data-folder-error.ts'
import { layoutOf } from '../storage/lowdb/layout.ts'
import { holdsHub } from './holds-hub.ts'
import { RefusedError } from './refused-error.ts'
import { type Download, downloadByHttp, type Send, sendByHttp } from './send.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Connection {
  /** The address by which people reach the hub, if it is running. */
  readonly url?: string
  /** Its address on this machine, if it is running. */
  readonly localUrl?: string
  /** Calls the hub's own API as its owner. @throws RefusedError */
  call<T>(method: Method, path: string, body?: object): Promise<T>
  /** Asks for a file, to be read as it comes. @throws RefusedError */
  download(path: string): Promise<Readable>
  close(): Promise<void>
}

/** The hub of a folder: a running one, or one that lives for the command. */
interface Hub {
  readonly url?: string
  readonly localUrl?: string
  readonly send: Send
  readonly download: Download
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly config: Config
  readonly tell: (line: string) => void
  /** Whether the command makes a hub where there is none; a mistyped folder must not become one. */
  readonly makesHub: boolean
  /** How long to wait for others: another command, a hub that starts or one that stops. */
  readonly patienceMs?: number | undefined
}

const defaultPatienceMs = 10_000

/**
 * Reaches the hub of a data folder. Where one runs, it carries the command out, so that two
 * processes never write the same files; where none does, the command is a hub for a moment.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const deadline = Date.now() + (options.patienceMs ?? defaultPatienceMs)
  let hub = await reach(options, deadline)

  /** Asks until there is an answer: a hub that stops leaves the folder to the next one. */
  const ask = async <T>(request: () => Promise<T | 'not taken'>): Promise<T> => {
    for (;;) {
      const reply = await request()
      if (reply !== 'not taken') return reply
      if (Date.now() > deadline) throw new RefusedError('The hub does not take the command.', 503)
      await wait(50)
      hub = await reach(options, deadline)
    }
  }
  return {
    ...(hub.url && { url: hub.url }),
    ...(hub.localUrl && { localUrl: hub.localUrl }),
    async call<T>(method: Method, path: string, body?: object) {
      const sent = body && JSON.stringify(body)
      const { status, text } = await ask(() => hub.send(method, path, sent))
      const answer = JSON.parse(text)
      if (status !== 200) throw new RefusedError(answer.error, status)
      return answer as T
    },
    download: (path) => ask(() => hub.download(path)),
    close: () => hub.close(),
  }
}

async function reach({ config, tell, makesHub }: ConnectOptions, deadline: number): Promise<Hub> {
  for (;;) {
    const running = await findRunning(config)
    if (running) {
      const url = config.publicUrl ?? running.url
      const download = downloadByHttp(running)
      const send = sendByHttp(running)
      return { url, localUrl: running.url, send, download, close: async () => {} }
    }
    if (!makesHub && !(await holdsHub(config.dataDir))) throw noHub(config.dataDir)
    try {
      // Only now, as most of what a command needs is loaded with it.
      const { openHere } = await import('./in-process-hub.ts')
      return await openHere(config, tell)
    } catch (error) {
      // Another command has it, or a hub that does not listen yet.
      const mayChange = error instanceof FolderInUseError && error.doubt === 'no'
      if (!mayChange || Date.now() > deadline) throw error
      await wait(50)
    }
  }
}

const noHub = (folder: string) =>
  new DataFolderError(
    `There is no hub in the folder ${folder}. Check its name (--data-dir, or DATA_DIR); a new hub is ` +
      'made by starting it, or by "sxncd account create <name>".',
  )

/** How to reach the hub that has the folder, if it runs. @throws FolderInUseError where it is out of reach */
export async function findRunning(config: Config) {
  const path = layoutOf(config.dataDir).lock
  const holder = await findHolder(path).catch((error) => {
    throw openError(config.dataDir, error)
  })
  if (!holder?.isAlive) return undefined
  const { record } = holder
  // The address is one of that machine or container; here it may belong to any program.
  if (record.control && !isReachable(record)) throw new FolderInUseError(record, 'unreachable')
  return record.control
}
