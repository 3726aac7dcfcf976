import http, { type IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { davRoutes } from '../../../server/dav/routes.ts'
import { allApps } from '../../../server/storage/all-apps.ts'
import { type TestHubOptions, testHub } from '../../helpers/hub.ts'
import { memoryTree } from '../../helpers/memory-tree.ts'

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

/** A hub that listens, with a door to files in memory, and a key to it. */
export async function openDoor(options: TestHubOptions = {}) {
  const { hub, clock, logged } = await testHub(options)
  const now = () => clock.now
  const trees = new Map<string, ReturnType<typeof memoryTree>>()
  const treeOf = ({ account, key }: { account: { id: string }; key: { app: string } }) => {
    const name = `${account.id}/${key.app}`
    const tree = trees.get(name) ?? memoryTree(now)
    trees.set(name, tree)
    return tree
  }
  const { store, config } = hub
  hub.app.register(async (scope) =>
    davRoutes(scope, { treeOf, store, now, publicUrls: config.publicUrls }),
  )
  const url = await hub.listen()
  const account = await createAccount(store, 'Ada', 'member', 0)
  const newKey = async (app = 'thunder', more: { readOnly?: boolean } = {}) =>
    createKey(store, { account, app, name: app, ...more }, 0)
  const made = await newKey()
  const key = made.text
  const tree = treeOf({ account, key: made.key })
  /** Sends a request with the key, unless its headers say otherwise; an empty one sends none. */
  const send: Send = (method, path, { headers = {}, body } = {}) => {
    const { authorization = basic(key), ...rest } = headers
    return request(url, method, path, {
      headers: { ...rest, ...(authorization && { authorization }) },
      ...(body !== undefined && { body }),
    })
  }
  return { hub, url, key, made, account, newKey, clock, logged, tree, send, treeOf, allApps }
}
