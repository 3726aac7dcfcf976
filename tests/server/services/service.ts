import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { testHub } from '../../helpers/hub.ts'

/** A hub that stands in for the server of an app, and what sends requests with a key for it. */
export async function openService(app: 'syncyomi' | 'tabby', environment?: Record<string, string>) {
  const on = { [app.toUpperCase()]: 'on' }
  const { hub, clock, logged } = await testHub({ environment: environment ?? on })
  const url = await hub.listen()
  const account = await createAccount(hub.store, 'Ada', 'member', 0)
  const newKey = async (more: object = {}) =>
    (await createKey(hub.store, { account, app, name: 'Pixel', ...more }, 0)).text
  const key = await newKey()
  const ask = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Buffer | object,
  ) => {
    const isPlain = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined
    const reply = await fetch(url + path, {
      method,
      headers: { ...(isPlain ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isPlain ? body : JSON.stringify(body) }),
    } as RequestInit)
    const bytes = Buffer.from(await reply.arrayBuffer())
    const json = () => JSON.parse(bytes.toString())
    return { status: reply.status, headers: reply.headers, bytes, text: bytes.toString(), json }
  }
  const current = (path?: string) =>
    hub.store.slots.read(
      { accountId: account.id, app, ...(path !== undefined && { path }) },
      (slot) => slot.current(),
    )
  return { hub, clock, logged, key, newKey, ask, current }
}
