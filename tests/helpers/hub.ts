import { join } from 'node:path'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { createAccount } from '../../server/accounts/accounts.ts'
import { createKey } from '../../server/accounts/keys.ts'
import { readConfig } from '../../server/config/config.ts'
import { createHub, type Hub, type Overrides } from '../../server/hub.ts'
import { checkAnswers } from './declared-answers.ts'
import { temporaryFolder } from './folder.ts'

export interface TestHub {
  readonly hub: Hub
  readonly folder: string
  /** The hub's clock, in ms; a test sets it. */
  readonly clock: { now: number }
  /** Every line that the hub logged. */
  readonly logged: string[]
}

export interface TestHubOptions {
  readonly environment?: Record<string, string>
  readonly folder?: string
  readonly now?: number
  readonly overrides?: Overrides
}

/** The moment at which tests begin. */
export const testStart = Date.parse('2025-03-01T12:00:00.000Z')

/** A real hub on a folder of its own, with a clock that only the test moves. It does not listen. */
export async function testHub(options: TestHubOptions = {}): Promise<TestHub> {
  const folder = options.folder ?? join(await temporaryFolder(), 'data')
  const clock = { now: options.now ?? testStart }
  const logged: string[] = []
  const config = readConfig({
    DATA_DIR: folder,
    PORT: '0',
    TIME_ZONE: 'UTC',
    LOG_LEVEL: 'trace',
    ...options.environment,
  })
  const log = pino({ level: config.logLevel }, { write: (line) => void logged.push(line) })
  const now = () => clock.now
  // A password is worth no work here: a test of sign-in would take seconds.
  const scryptCost = { N: 2, r: 8, p: 1 }
  const hub = await createHub(config, { now, elapsed: now, log, scryptCost, ...options.overrides })
  checkAnswers(hub.app)
  onTestFinished(() => hub.close())
  return { hub, folder, clock, logged }
}

/** Makes an account, unless there is one of this name, and a key for one app. @returns its text */
export async function keyFor(hub: Hub, app = 'thunder', accountName = 'Ada'): Promise<string> {
  const now = 0
  const accounts = await hub.store.accounts.list()
  const account =
    accounts.find(({ name }) => name === accountName) ??
    (await createAccount(hub.store, accountName, 'member', now))
  const { text } = await createKey(hub.store, { account, app, name: app }, now)
  return text
}

export interface SyncReply {
  readonly status: number
  readonly text: string
  readonly body: { success: boolean; data?: unknown; action?: string; error?: string }
}

/** Sends a body to the sync route as a client does: an object is sent as JSON, text as it is. */
export async function post(hub: Hub, key: string | undefined, body: object | string | Buffer) {
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/sync/update',
    headers: { 'content-type': 'application/json', ...(key && { authorization: key }) },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
  return { status: reply.statusCode, text: reply.body, body: reply.json() } as SyncReply
}
