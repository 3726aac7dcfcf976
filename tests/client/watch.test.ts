import { expect, onTestFinished, test } from 'vitest'
import { SyncError } from '../../client/errors.ts'
import { type Change, type WatchOptions, watch } from '../../client/watch.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'
import { reply, startStub } from './stub.ts'

/** Watches; what it tells is read one by one. */
function watching(options: Pick<WatchOptions, 'hub' | 'key'> & Partial<WatchOptions>) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const told: unknown[] = []
  const waiting: ((value: unknown) => void)[] = []
  const tell = (one: unknown) => {
    const next = waiting.shift()
    if (next) next(one)
    else told.push(one)
  }
  const ended = watch({
    onChange: (change) => tell(change.version),
    onState: (state, error) => tell(error ? `${state}: ${error.code}` : state),
    retryMs: 1,
    signal: controller.signal,
    ...options,
  })
  ended.catch(() => {})
  const next = () =>
    told.length > 0 ? told.shift() : new Promise((resolve) => waiting.push(resolve))
  return { next, ended, stop: () => controller.abort() }
}

const upload = (deviceName: string, hour: number) => ({
  deviceName,
  savedTs: `2025-03-01T0${hour}:00:00.000Z`,
  settings: `${deviceName} ${hour}`,
})

test('changes by other devices are told, and the signal ends it', async () => {
  const { hub } = await testHub()
  const own = { hub: `${await hub.listen()}/`, key: await keyFor(hub) }
  const changes: Change[] = []
  const watched = watching({
    ...own,
    deviceName: 'Lap top & more',
    onChange: async (change) => {
      changes.push(change)
      watched.stop()
    },
  })
  expect(await watched.next()).toBe('open')
  await post(hub, own.key, upload('Lap top & more', 1))
  await post(hub, own.key, upload('Pixel', 2))
  await watched.ended
  expect(changes).toEqual([
    {
      version: 2,
      deviceName: 'Pixel',
      savedTs: '2025-03-01T02:00:00.000Z',
      receivedAt: '2025-03-01T12:00:00.000Z',
    },
  ])
})

test('a hub that restarts is found again, and what changed meanwhile is told', async () => {
  const first = await testHub()
  const url = await first.hub.listen()
  const key = await keyFor(first.hub)
  const watched = watching({ hub: url, key, deviceName: 'Laptop' })
  expect(await watched.next()).toBe('open')
  await first.hub.close()
  expect(await watched.next()).toBe('lost')
  const environment = { PORT: new URL(url).port }
  const second = await testHub({ folder: first.folder, environment })
  await post(second.hub, key, upload('Pixel', 1))
  await second.hub.listen()
  let told = await watched.next()
  while (told === 'lost: unreachable') told = await watched.next()
  expect(told).toBe('open')
  expect(await watched.next()).toBe(1)
})

test('a known version: a newer one is told at once', async () => {
  const { hub } = await testHub()
  const own = { hub: await hub.listen(), key: await keyFor(hub) }
  for (const hour of [1, 2, 3]) await post(hub, own.key, upload('Pixel', hour))
  const watched = watching({ ...own, lastEventId: 1 })
  expect([await watched.next(), await watched.next()]).toEqual(['open', 3])
})

test('a key that is revoked ends the watch with the reason', async () => {
  const { hub } = await testHub()
  const own = { hub: await hub.listen(), key: await keyFor(hub) }
  const watched = watching(own)
  expect(await watched.next()).toBe('open')
  const [key] = await hub.store.keys.list()
  await hub.app.inject({
    method: 'DELETE',
    url: `/api/v1/keys/${key?.id}`,
    headers: { authorization: `Bearer ${hub.controlToken}` },
  })
  await expect(watched.ended).rejects.toMatchObject({ status: 401, code: 'key_revoked' })
})

test('what onChange throws ends the watch, and the stream with it', async () => {
  const { hub } = await testHub()
  const own = { hub: await hub.listen(), key: await keyFor(hub) }
  const watched = watching({
    ...own,
    onChange: () => {
      throw new TypeError('cannot import')
    },
  })
  await watched.next()
  await post(hub, own.key, upload('Pixel', 1))
  await expect(watched.ended).rejects.toThrow(new TypeError('cannot import'))
  const open = () => new Promise((resolve) => hub.app.server.getConnections((_, n) => resolve(n)))
  await expect.poll(open).toBe(0)
})

test('a wait that the hub asks for is kept, and the signal cuts it short', async () => {
  const stub = await startStub((_, response) =>
    reply(response, 429, { success: false, error: 'Slowly.' }, { 'retry-after': '3600' }),
  )
  const watched = watching({ hub: stub.url, key: 'key' })
  expect(await watched.next()).toBe('lost: http_429')
  watched.stop()
  await watched.ended
  expect(stub.came).toHaveLength(1)
})

test('a stream on which nothing comes any more is left, and so is a silent hub', async () => {
  const silent = await startStub(() => {})
  const watched = watching({ hub: silent.url, key: 'key', timeoutMs: 20 })
  expect(await watched.next()).toBe('lost: timeout')
  expect(await watched.next()).toBe('lost: timeout')
})

test('what was told is not told again after a cut, and ids alone count', async () => {
  const stub = await startStub(({ headers }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (headers['last-event-id'] === undefined) response.end('id: 4\n\n')
    else if (headers['last-event-id'] === '4') {
      response.end('id: 5\nevent: change\ndata: {"version":5}\n\nid: 6\nevent: other\ndata: x\n\n')
    } else response.write('retry: 1\n\n')
  })
  const watched = watching({ hub: stub.url, key: 'key' })
  const told = []
  for (let i = 0; i < 6; i += 1) told.push(await watched.next())
  expect(told).toEqual(['open', 'lost', 'open', 5, 'lost', 'open'])
  expect(stub.came.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '4', '6'])
})

test.each([
  ['HTML', 'text/html', '<html>'],
  ['an event that is none', 'text/event-stream', 'event: change\ndata: {}\n\n'],
  ['an event that is no JSON', 'text/event-stream', 'event: change\ndata: x\n\n'],
])('another kind of server ends it: %s', async (_, type, body) => {
  const stub = await startStub((_, response) => {
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  const { ended } = watching({ hub: stub.url, key: 'key' })
  const error = await ended.catch((reason) => reason)
  expect(error).toBeInstanceOf(SyncError)
  expect(error.code).toBe('bad_answer')
})
