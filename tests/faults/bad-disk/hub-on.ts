import pino from 'pino'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { readConfig } from '../../../server/config/config.ts'
import { createHub, type Hub } from '../../../server/hub.ts'
import { beginSession, type SessionSecret } from '../../../server/sign-in/sessions.ts'
import type { LockOptions } from '../../../server/storage/lock.ts'

export interface Step {
  readonly what: string
  readonly status: number
  readonly code?: string
}

/** A hub on a folder, and what it answered, step by step. */
export interface TriedHub {
  readonly hub: Hub
  readonly key: string
  /** Sends settings of this size. */
  upload(what: string, size?: number): Promise<Step>
  get(what: string, path: string, withKey?: string): Promise<Step>
  /** Asks for something as the owner, from the machine of the hub. */
  asOwner(what: string, method: 'GET' | 'POST' | 'DELETE', path: string): Promise<Step>
  /** Begins a session of an account, last used six minutes ago. @returns its secret */
  session(accountId: string): Promise<SessionSecret>
  /** Walks every page of the API that a session may read. @returns those that failed, or one step */
  pages(what: string, secret: SessionSecret): Promise<Step[]>
  /** Asks for another key, as the owner. */
  newKey(what: string): Promise<Step>
}

const owner = 'Ada'
const sixMinutesAgo = () => Date.now() - 6 * 60_000
let count = 0

export async function hubOn(
  folder: string,
  knownKey?: string,
  lock: LockOptions = {},
): Promise<TriedHub> {
  const config = readConfig({ DATA_DIR: folder, PORT: '0', RATE_LIMIT: 'off', TIME_ZONE: 'UTC' })
  const hub = await createHub(config, { log: pino({ level: 'silent' }), store: { lock } })
  const key = knownKey ?? (await newKey(hub))
  const send = async (
    what: string,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
    authorization = key,
  ) => {
    const reply = await hub.app.inject({
      method,
      url,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { payload: JSON.stringify(body) }),
    })
    const code = reply.headers['x-sxncd-error']
    return { what, status: reply.statusCode, ...(code ? { code: String(code) } : {}) }
  }
  return {
    hub,
    key,
    upload(what, size = 100) {
      count += 1
      const savedTs = new Date(Date.UTC(2025, 0, 1) + count * 1_000).toISOString()
      const settings = `${count} `.padEnd(size, 'x')
      return send(what, 'POST', '/api/v1/sync/update', { deviceName: 'Phone', savedTs, settings })
    },
    get: (what, path, withKey) => send(what, 'GET', path, undefined, withKey),
    asOwner: (what, method, path) => send(what, method, path, undefined, hub.controlToken),
    session: (accountId) =>
      beginSession(hub.store, accountId, { browser: 'Firefox', via: 'password' }, sixMinutesAgo()),
    async pages(what, secret) {
      const paths = hub.app.routeTable
        .filter(({ method }) => method === 'GET')
        .map(({ url }) => url)
      const failed: Step[] = []
      for (const url of paths) {
        // A stream of events does not end, and a provider is somewhere else.
        if (url.includes('events') || url.includes('sign-in/')) continue
        const path = url.replace(':app', 'thunder').replaceAll(/:\w+|\*/g, '1')
        const reply = await hub.app.inject({
          url: path,
          headers: { cookie: `sxncd-session=${secret.cookie}`, 'x-sxncd-proof': secret.proof },
        })
        if (reply.statusCode >= 500) failed.push({ what: url, status: reply.statusCode })
      }
      return failed.length > 0 ? failed : [{ what, status: paths.length > 20 ? 200 : 0 }]
    },
    async newKey(what) {
      const [account] = await hub.store.accounts.list()
      const body = { account: account?.id, app: 'vimium' }
      return send(what, 'POST', '/api/v1/keys', body, hub.controlToken)
    },
  }
}

async function newKey(hub: Hub): Promise<string> {
  const account = await createAccount(hub.store, owner, 'owner', 0)
  const { text } = await createKey(hub.store, { account, app: 'thunder', name: 'Phone' }, 0)
  return text
}

export const current = '/api/v1/sync/settings'
export const history = '/api/v1/sync/history'
export const health = '/health'

/** What a start says that fails, or that it did not. */
export async function startOn(what: string, folder: string, key: string) {
  try {
    const tried = await hubOn(folder, key)
    const step = await tried.get(what, current)
    await tried.hub.close()
    return step
  } catch (error) {
    return { what, status: 0, problem: `${(error as Error).name}: ${(error as Error).message}` }
  }
}
