import { expect, onTestFinished, test, vi } from 'vitest'
import { days, minutes } from '../../../server/lib/clock.ts'
import { goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import { eventStream } from '../../helpers/event-stream.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

/** Reads server-sent events one by one; `undefined` once the stream has ended. */
async function listen(url: string, shown: Record<string, string>) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const reply = await fetch(`${url}/api/v1/events`, {
    headers: shown,
    signal: controller.signal,
  })
  const stream = eventStream(reply)
  const leave = () => controller.abort()
  const next = async (): Promise<[string, unknown] | undefined> => {
    for (;;) {
      const event = await stream.next()
      if (event === undefined) return undefined
      const [, kind, data] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? []
      if (kind && data) return [kind, JSON.parse(data)]
    }
  }
  return { status: reply.status, type: reply.headers.get('content-type'), next, leave }
}

test('the window hears of a sync, a key and the end of its session as they happen', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const owner = await ownerBrowser(hub)
  const shown = owner.sessionHeaders()
  const stream = await listen(url, shown)
  expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const key = await keyFor(hub, 'thunder', 'Ada')
  const other = await keyFor(hub, 'thunder', 'Grace')
  const body = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'secret' }
  await post(hub, other, body)
  await post(hub, key, body)
  expect(await stream.next()).toEqual([
    'slot',
    { app: 'thunder', version: 1, deviceName: 'Pixel', action: 'created' },
  ])
  expect(await stream.next()).toEqual(['device', { app: 'thunder', name: 'Pixel' }])
  await owner.send('POST', '/api/v1/keys', { app: 'stylus' })
  expect(await stream.next()).toEqual(['keys', {}])
  await owner.send('DELETE', '/api/v1/session')
  expect(await stream.next()).toEqual(['session', {}])
  expect(await stream.next()).toBeUndefined()
})

test('a hub that stops ends its streams and does not wait for them', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const owner = await ownerBrowser(hub)
  const shown = owner.sessionHeaders()
  const stream = await listen(url, shown)
  await hub.close()
  expect(await stream.next()).toBeUndefined()
})

test('a stream ends with its session: by signing in again, and by time', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { hub, clock } = await testHub()
  const url = await hub.listen()
  const owner = await ownerBrowser(hub)
  const shown = () => owner.sessionHeaders()
  const first = await listen(url, shown())
  await owner.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  expect(await first.next()).toEqual(['session', {}])
  expect(await first.next()).toBeUndefined()
  const second = await listen(url, shown())
  clock.now += days(15)
  vi.advanceTimersByTime(minutes(1))
  expect(await second.next()).toBeUndefined()
})

test('an account has twenty windows that listen; one that closes makes room', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const owner = await ownerBrowser(hub)
  const shown = owner.sessionHeaders()
  const windows = await Promise.all(Array.from({ length: 20 }, () => listen(url, shown)))
  expect(new Set(windows.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await listen(url, shown)).status).toBe(429)
  windows[0]?.leave()
  await expect.poll(async () => (await listen(url, shown)).status).toBe(200)
})
