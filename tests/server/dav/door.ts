import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { davRoutes } from '../../../server/dav/routes.ts'
import { allApps } from '../../../server/storage/all-apps.ts'
import { type TestHubOptions, testHub } from '../../helpers/hub.ts'
import { memoryTree } from '../../helpers/memory-tree.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export type Send = (
  method: string,
  path: string,
  options?: {
    readonly headers?: Record<string, string>
    readonly body?: string | Buffer | ReadableStream
  },
) => Promise<Answer>

export const basic = (key: string, name = 'Pixel') =>
  `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`

/** A hub that listens, with a door to files in memory, and a key to it. */
export async function openDoor(options: TestHubOptions & { readonly readOnly?: boolean } = {}) {
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
  const send: Send = async (method, path, { headers = {}, body } = {}) => {
    const { authorization = basic(key), ...rest } = headers
    const reply = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...rest, ...(authorization && { authorization }) },
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit)
    return { status: reply.status, headers: reply.headers, body: await reply.text() }
  }
  return { hub, url, key, made, account, newKey, clock, logged, tree, send, treeOf, allApps }
}
