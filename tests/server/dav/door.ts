import http, { type IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import type { Trees } from '../../../server/files/trees.ts'
import { allApps } from '../../../server/storage/all-apps.ts'
import type { AppId } from '../../../server/storage/store.ts'
import { type TestHub, type TestHubOptions, testHub, testStart } from '../../helpers/hub.ts'
import { type MemoryTree, memoryTree } from '../../helpers/memory-tree.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came over the wire. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface DavRequest {
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** A stream goes in chunks. */
  readonly body?: string | Buffer | Readable
}

export type Send = (method: string, path: string, options?: DavRequest) => Promise<Answer>

export const basic = (key: string, name = 'Pixel') =>
  `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`

/** Sends a request just as it is: nothing is tidied, added or followed. */
export function request(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: DavRequest = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  const defined = Object.entries(headers).filter(([, value]) => value !== undefined)
  const sent = http.request({
    ...{ hostname, port, method, path },
    headers: {
      ...(isWhole && { 'content-length': Buffer.byteLength(body) }),
      // Node leaves it out for methods that seldom have a body.
      ...(body instanceof Readable && { 'transfer-encoding': 'chunked' }),
      ...Object.fromEntries(defined),
    },
  })
  return new Promise((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', async (answer) => {
      const parts: Buffer[] = []
      try {
        for await (const part of answer) parts.push(part)
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          body: Buffer.concat(parts).toString(),
        })
      } catch (error) {
        reject(error)
      }
    })
    if (body instanceof Readable) body.pipe(sent)
    else sent.end(body)
  })
}

/** A hub that listens, and a key to its door: to files in memory, which a test can look into. */
export async function openDoor({ overrides, ...options }: TestHubOptions = {}) {
  const clock = { now: options.now ?? testStart }
  const now = () => clock.now
  const kept = new Map<string, MemoryTree>()
  const treeAt = (name: string) => {
    const tree = kept.get(name) ?? memoryTree(now)
    kept.set(name, tree)
    return tree
  }
  const trees = {
    ofApp: ({ accountId, app }: AppId) => treeAt(`${accountId}/${app}`),
    ofAccount: (accountId: string) => treeAt(`${accountId}/${allApps}`),
  } as unknown as Trees
  const hub = await testHub({ ...options, overrides: { ...overrides, now, elapsed: now, trees } })
  const door = await openDoorOf(hub)
  const treeOf = ({ account, key }: Pick<typeof door, 'account'> & { key: { app: string } }) =>
    treeAt(`${account.id}/${key.app}`)
  return {
    ...door,
    clock,
    tree: treeOf({ account: door.account, key: door.made.key }),
    treeOf,
    allApps,
  }
}

/** The same, to the files that a hub keeps on the disk. */
export async function openDoorOnDisk(options: TestHubOptions = {}) {
  const hub = await testHub(options)
  const door = await openDoorOf(hub)
  const tree = hub.hub.trees.ofApp({ accountId: door.account.id, app: 'thunder' })
  /** All that is there: paths with what they hold. */
  const all = async (folder = ''): Promise<Record<string, string>> => {
    const found: Record<string, string> = {}
    for (const { path, kind } of await tree.children(folder)) {
      if (kind === 'folder') Object.assign(found, { [path]: '/' }, await all(path))
      else found[path] = await text((await tree.open(path)).stream())
    }
    return found
  }
  return { ...door, clock: hub.clock, tree, all }
}

async function openDoorOf({ hub, logged }: Pick<TestHub, 'hub' | 'logged'>) {
  const { store } = hub
  const url = await hub.listen()
  const account = await createAccount(store, 'Ada', 'member', 0)
  const newKey = async (app = 'thunder', more: { readOnly?: boolean } = {}) =>
    createKey(store, { account, app, name: app, ...more }, 0)
  const made = await newKey()
  const key = made.text
  /** Sends a request with the key, unless its headers say otherwise; an empty one sends none. */
  const send: Send = (method, path, { headers = {}, body } = {}) => {
    const { authorization = basic(key), ...rest } = headers
    return request(url, method, path, {
      headers: { ...rest, ...(authorization && { authorization }) },
      ...(body !== undefined && { body }),
    })
  }
  return { hub, url, key, made, account, newKey, logged, send }
}
