import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { type TestHubOptions, testHub } from '../../helpers/hub.ts'

interface Request {
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer | ReadableStream
}

/** A hub that listens, with an address of the app, and what sends requests to it. */
export async function openAddress(options: TestHubOptions & { readonly app?: string } = {}) {
  const { hub, clock, logged } = await testHub(options)
  const url = await hub.listen()
  const account = await createAccount(hub.store, 'Ada', 'member', 0)
  const app = options.app ?? 'vimium'
  const newKey = async (more: object = {}) =>
    createKey(hub.store, { account, app, name: app, ...more }, 0)
  const { text: key, key: made } = await newKey({ address: true })
  const ask = async (method: string, path: string, { headers = {}, body }: Request = {}) => {
    const reply = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers,
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit)
    return { status: reply.status, headers: reply.headers, body: await reply.text() }
  }
  /** Sends a request to the address, with what comes after the key. */
  const send = (method: string, name = '', request?: Request) =>
    ask(method, `/f/${key}${name}`, request)
  const id = { accountId: account.id, app }
  const current = (path?: string) =>
    hub.store.slots.read(path === undefined ? id : { ...id, path }, (slot) => slot.current())
  return { hub, clock, logged, url, account, newKey, key, made, ask, send, current }
}
