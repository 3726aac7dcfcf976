import { expect, onTestFinished, test } from 'vitest'
import { createKey } from '../../../server/accounts/keys.ts'
import type { Hub } from '../../../server/hub.ts'
import { eventStream } from '../../helpers/event-stream.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

interface ListenOptions {
  readonly device?: string
  readonly lastEventId?: string
}

/** Listens by key; `next` reads one event, undefined once the stream has ended. */
async function listen(url: string, key: string, options: ListenOptions = {}) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const query = options.device === undefined ? '' : `?device=${encodeURIComponent(options.device)}`
  const reply = await fetch(`${url}/api/v1/sync/events${query}`, {
    headers: {
      authorization: key,
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
    },
    signal: controller.signal,
  })
  const stream = eventStream(reply)
  const next = async (): Promise<Record<string, unknown> | undefined> => {
    for (;;) {
      const event = await stream.next()
      if (event === undefined) return undefined
      const [, id, kind, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(event) ?? []
      if (data) return { id, kind, ...JSON.parse(data) }
    }
  }
  return { reply, next, leave: () => controller.abort() }
}

const upload = (deviceName: string, hour: number, settings = `{"at":${hour}}`) => ({
  deviceName,
  savedTs: `2025-03-01T0${hour}:00:00.000Z`,
  settings,
})

async function prepared() {
  const { hub, clock, logged } = await testHub()
  return { hub, clock, logged, url: await hub.listen(), key: await keyFor(hub) }
}

const keyRecord = async (hub: Hub) => {
  const [key] = await hub.store.keys.list()
  if (!key) throw new Error('there is no key')
  return key
}

/** Carries out a command of the owner of the machine. @returns the status */
async function command(hub: Hub, method: 'DELETE' | 'POST' | 'PATCH', url: string, body?: object) {
  const headers = { authorization: `Bearer ${hub.controlToken}` }
  const reply = await hub.app.inject({ method, url, headers, ...(body && { payload: body }) })
  return reply.statusCode
}

test('another device is told at once of what is new, and never what it is', async () => {
  const { hub, url, key } = await prepared()
  const other = await keyFor(hub, 'thunder', 'Grace')
  const stream = await listen(url, key, { device: 'Laptop' })
  expect(stream.reply.status).toBe(200)
  expect(stream.reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await post(hub, other, upload('Pixel', 1, 'a secret of Grace'))
  await post(hub, key, upload('Pixel', 2, 'a secret'))
  expect(await stream.next()).toEqual({
    id: '1',
    kind: 'change',
    version: 1,
    deviceName: 'Pixel',
    savedTs: '2025-03-01T02:00:00.000Z',
    receivedAt: '2025-03-01T12:00:00.000Z',
  })
})

test('own uploads, losing ones and repeats are not told; a restore is', async () => {
  const { hub, url, key } = await prepared()
  await post(hub, key, upload('Laptop', 1))
  const stream = await listen(url, key, { device: 'Laptop' })
  await post(hub, key, upload('Laptop', 3))
  await post(hub, key, upload('Pixel', 2))
  await post(hub, key, upload('Pixel', 3, '{"at":3}'))
  const restored = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/sync/history/1/restore',
    headers: { authorization: key },
  })
  const { version } = restored.json().version
  expect(await stream.next()).toMatchObject({ id: String(version), version, deviceName: 'Laptop' })
})

test('who does not say which device it is hears of all', async () => {
  const { hub, url, key } = await prepared()
  const stream = await listen(url, key)
  await post(hub, key, upload('Laptop', 1))
  expect(await stream.next()).toMatchObject({ version: 1 })
})

test.each([
  ['an older id: the newest is told once', '1', 3],
  ['an id from before the folder was put back: it is told', '9', 3],
  ['no number: only what is new from now on', 'x', 4],
  ['the newest id: only what is new from now on', '3', 4],
])('Last-Event-ID, %s', async (_, lastEventId, told) => {
  const { hub, url, key } = await prepared()
  for (const hour of [1, 2, 3]) await post(hub, key, upload('Pixel', hour))
  const stream = await listen(url, key, { device: 'Laptop', lastEventId })
  if (told === 3) expect(await stream.next()).toMatchObject({ version: 3 })
  await post(hub, key, upload('Pixel', 4))
  expect(await stream.next()).toMatchObject({ version: 4 })
})

test('what a device missed but sent itself is not told', async () => {
  const { hub, url, key } = await prepared()
  for (const hour of [1, 2]) await post(hub, key, upload('Laptop', hour))
  const stream = await listen(url, key, { device: 'Laptop', lastEventId: '1' })
  await post(hub, key, upload('Pixel', 3))
  expect(await stream.next()).toMatchObject({ version: 3 })
})

test('a key has five streams; one that ends makes room', async () => {
  const { hub, url, key } = await prepared()
  const other = await keyFor(hub)
  const streams = await Promise.all([1, 2, 3, 4, 5].map(() => listen(url, key)))
  const refused = await listen(url, key)
  expect(refused.reply.status).toBe(429)
  expect(refused.reply.headers.get('retry-after')).toBe('60')
  expect(refused.reply.headers.get('x-sxncd-error')).toBe('too_many_streams')
  expect((await listen(url, other)).reply.status).toBe(200)
  streams[0]?.leave()
  await expect.poll(async () => (await listen(url, key)).reply.status).toBe(200)
})

test('an account has a hundred streams, and others are told all the same', async () => {
  const { hub, url } = await prepared()
  const other = await keyFor(hub, 'thunder', 'Grace')
  const [account] = await hub.store.accounts.list()
  if (!account) throw new Error('there is no account')
  const keys = await Promise.all(
    Array.from({ length: 21 }, (_, i) =>
      createKey(hub.store, { account, app: 'thunder', name: `${i}` }, 0),
    ),
  )
  const statuses: number[] = []
  for (const { text } of keys) {
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => listen(url, text)))
    statuses.push(...five.map(({ reply }) => reply.status))
  }
  expect(statuses.slice(0, 100)).toEqual(Array(100).fill(200))
  expect(statuses.slice(100)).toEqual(Array(5).fill(429))
  expect((await listen(url, other)).reply.status).toBe(200)
})

test.each([
  ['revoked', (id: string) => ['DELETE', `/api/v1/keys/${id}`] as const],
  ['rotated', (id: string) => ['POST', `/api/v1/keys/${id}/rotate`] as const],
  [
    'switched off with its account',
    () => ['PATCH', '/api/v1/accounts/Ada', { disabled: true }] as const,
  ],
  ['removed with its account', () => ['DELETE', '/api/v1/accounts/Ada', { name: 'Ada' }] as const],
  [
    'switched off with its app',
    () => ['PATCH', '/api/v1/settings', { appsOff: ['thunder'] }] as const,
  ],
])('the stream of a key ends at once when it is %s; those of others go on', async (_, change) => {
  const { hub, url, key } = await prepared()
  const other = await keyFor(hub, 'obtainium', 'Grace')
  const { id } = await keyRecord(hub)
  const stream = await listen(url, key)
  const calm = await listen(url, other)
  const [method, path, body] = change(id)
  expect(await command(hub, method, path, body)).toBe(200)
  expect(await stream.next()).toBeUndefined()
  expect([401, 403]).toContain((await listen(url, key)).reply.status)
  await post(hub, other, upload('Pixel', 1))
  expect(await calm.next()).toMatchObject({ version: 1 })
})

test('a stream ends when its key expires', async () => {
  const { hub, clock, url } = await prepared()
  const [account] = await hub.store.accounts.list()
  if (!account) throw new Error('there is no account')
  const wish = { account, app: 'thunder', name: 'short', expiresAt: clock.now + 200 }
  const { text } = await createKey(hub.store, wish, clock.now)
  const stream = await listen(url, text)
  clock.now += 200
  expect(await stream.next()).toBeUndefined()
})

test('a key that expired tells nothing more, whatever the timer does', async () => {
  const { hub, clock, url, key } = await prepared()
  const [account] = await hub.store.accounts.list()
  if (!account) throw new Error('there is no account')
  const wish = { account, app: 'thunder', name: 'long', expiresAt: clock.now + 9e9 }
  const { text } = await createKey(hub.store, wish, clock.now)
  const stream = await listen(url, text)
  clock.now += 9e9
  await post(hub, key, upload('Pixel', 1))
  expect(await stream.next()).toBeUndefined()
})

test('a hub that stops ends the streams and does not wait for them', async () => {
  const { hub, url, key } = await prepared()
  const stream = await listen(url, key)
  await hub.close()
  expect(await stream.next()).toBeUndefined()
})

test('what is no name of a device is refused, and so are others', async () => {
  const { hub, url, key } = await prepared()
  expect((await listen(url, key, { device: '' })).reply.status).toBe(400)
  expect((await listen(url, 'wrong')).reply.status).toBe(401)
  const head = await hub.app.inject({
    method: 'HEAD',
    url: '/api/v1/sync/events',
    headers: { authorization: key },
  })
  expect(head.statusCode).toBe(405)
})
