import {
  DecryptError,
  encrypt,
  pair,
  pull,
  SyncError,
  type SyncOptions,
  sync,
} from '../../client/index.ts'
import type { Hub } from '../../server/hub.ts'
import { ownerBrowser } from '../helpers/browser.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'

/** One request as it went out, and its answer. */
interface Exchange {
  readonly request: { method: string; path: string; headers: object; body?: unknown }
  readonly answer: { status: number; headers: object; body?: unknown }
}

type Send = Omit<SyncOptions<string>, 'hub' | 'key' | 'fetch'>

/** What is called, what goes over the wire, and what comes of it. */
interface Vector {
  readonly name: string
  readonly call: object
  readonly exchanges: readonly Exchange[]
  readonly result?: unknown
  readonly error?: object
}

const told = ['content-type', 'etag', 'retry-after', 'x-sxncd-app', 'x-sxncd-error']
const sent = ['authorization', 'content-type', 'if-none-match']
const only = (headers: Headers, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (headers.get(name) ? [[name, headers.get(name)]] : [])),
  )

const jsonOf = (text: unknown) =>
  typeof text === 'string' && text !== '' ? { body: JSON.parse(text) } : {}

/** Stands in for `fetch`, and writes down what goes through it. */
function recorder() {
  const exchanges: Exchange[] = []
  const recorded: typeof fetch = async (url, init = {}) => {
    const reply = await fetch(url, init)
    const { pathname, search } = new URL(String(url))
    exchanges.push({
      request: {
        method: init.method ?? 'GET',
        path: pathname + search,
        headers: only(new Headers(init.headers), sent),
        ...jsonOf(init.body),
      },
      answer: {
        status: reply.status,
        headers: only(reply.headers, told),
        ...jsonOf(await reply.clone().text()),
      },
    })
    return reply
  }
  return { fetch: recorded, exchanges }
}

/** Calls a real hub by our client, in every way that the vectors hold. */
export async function recordExchanges(): Promise<unknown> {
  const { hub } = await testHub({ environment: { LAN: 'on', HOST: '127.0.0.1' } })
  const url = await hub.listen()
  const key = await keyFor(hub)
  const vectors: Vector[] = []
  const secrets = new Map([[key, 'KEY']])

  const record = async (
    name: string,
    call: object,
    work: (options: { hub: string; fetch: typeof fetch }) => Promise<unknown>,
  ) => {
    const { fetch, exchanges } = recorder()
    const outcome = await work({ hub: url, fetch }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: errorView(error) }),
    )
    vectors.push({ name, call, exchanges, ...outcome })
    return outcome
  }

  const send = (name: string, call: Send) =>
    record(name, { do: 'sync', ...call }, (options) => sync({ ...options, key, ...call }))
  const read = (name: string, call: object = {}) =>
    record(name, { do: 'pull', ...call }, (options) => pull({ ...options, key, ...call }))
  const at = (hour: string) => `2025-02-26T${hour}:00:00.000Z`

  await read('there is nothing yet')
  await send('created', { deviceName: 'Pixel', savedTs: at('09'), settings: '{"theme":"dark"}' })
  await send('none', { deviceName: 'Pixel', savedTs: at('09'), settings: '{"theme":"dark"}' })
  await send('incomingNewer', { deviceName: 'Pixel', savedTs: at('11'), settings: 'Größe 🎈' })
  await send('existingNewer', { deviceName: 'Tablet', savedTs: at('10'), settings: 'older' })
  const pulled = await read('pull')
  const { etag } = ('result' in pulled ? pulled.result : {}) as { etag: string }
  await read('pull, unchanged', { etag })
  await send('a bad stamp', { deviceName: 'Pixel', savedTs: 'yesterday', settings: 'x' })
  await send('a bad name', { deviceName: '', savedTs: at('09'), settings: 'x' })
  await record('a key that is none', { do: 'pull', key: 'wrong' }, (options) =>
    pull({ ...options, key: 'wrong' }),
  )

  await encryptedExchanges(hub, key, send, read)
  await pairingExchanges(hub, record, secrets)
  return masked(vectors, secrets)
}

/** The hub holds an envelope already, so that no salt is random. */
async function encryptedExchanges(
  hub: Hub,
  key: string,
  send: (name: string, call: Send) => Promise<unknown>,
  read: (name: string, call?: object) => Promise<unknown>,
) {
  const password = 'pässword'
  const like = `sxncd1.${Buffer.alloc(16, 1).toString('base64')}`
  const settings = await encrypt('{"theme":"dark"}', password, { like })
  await post(hub, key, { deviceName: 'Tablet', savedTs: '2025-02-26T12:00:00.000Z', settings })
  const call = { deviceName: 'Pixel', password }
  const at = (hour: string) => `2025-02-26T${hour}:00:00.000Z`
  await read('pull, encrypted', { password })
  await read('pull, encrypted, with another password', { password: 'wrong' })
  const texts = [
    ['encrypted: none', at('12'), '{"theme":"dark"}'],
    ['encrypted: incomingNewer', at('13'), '{"theme":"light"}'],
    ['encrypted: existingNewer', at('10'), 'older'],
  ] as const
  for (const [name, savedTs, settings] of texts) await send(name, { ...call, savedTs, settings })
  await send('encrypted, with another password', {
    ...call,
    password: 'wrong',
    savedTs: at('14'),
    settings: 'not sent',
  })
  await send('encrypted as the Flutter library does', {
    ...call,
    envelope: 'flutter',
    savedTs: at('15'),
    settings: '{"theme":"flutter"}',
  })
}

async function pairingExchanges(
  hub: Hub,
  record: (
    name: string,
    call: object,
    work: (options: { hub: string; fetch: typeof fetch }) => Promise<unknown>,
  ) => Promise<unknown>,
  secrets: Map<string, string>,
) {
  const owner = await ownerBrowser(hub)
  const call = { deviceName: 'Phone', app: 'thunder' }
  for (const decision of ['approve', 'deny'] as const) {
    await record(`pairing: ${decision}`, { do: 'pair', ...call }, async (options) => {
      const decide = async () => {
        const { requests } = (await owner.send('GET', '/api/v1/pairing-requests')).body
        const [{ id }] = requests as [{ id: string }]
        await owner.send('POST', `/api/v1/pairing-requests/${id}/${decision}`, {})
      }
      let decided = Promise.resolve()
      const paired = pair({ ...options, ...call, onCode: () => (decided = decide()) })
      return await paired.finally(() => decided)
    })
  }
  await record('pairing is closed', { do: 'pair', ...call, ticket: 'none' }, (options) =>
    pair({ ...options, ...call, ticket: 'none', onCode: () => {} }),
  )
  secrets.set(hub.store.hub.id, 'HUB-ID')
}

function errorView(error: unknown): object {
  if (error instanceof DecryptError) return { decrypt: true }
  if (!(error instanceof SyncError)) throw error
  const { status, code, message } = error
  return { status, code, message }
}

/** What is different each time is given a name. */
function masked(vectors: readonly Vector[], secrets: Map<string, string>): unknown {
  const named = { id: 'ID', secret: 'SECRET', code: 'CODE', key: 'NEW-KEY' }
  for (const { exchanges } of vectors) {
    for (const { answer } of exchanges) {
      const body = (answer.body ?? {}) as Record<string, unknown>
      for (const [name, mask] of Object.entries(named)) {
        const value = body[name]
        if (typeof value === 'string') secrets.set(value, mask)
      }
      const { fingerprint } = (body.hub ?? {}) as { fingerprint?: string }
      if (fingerprint) secrets.set(fingerprint, 'FINGERPRINT')
    }
  }
  let text = JSON.stringify(vectors)
  for (const [secret, name] of secrets) text = text.replaceAll(secret, name)
  return JSON.parse(text)
}
