import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type EventSourceLike, listen } from '../../renderer/api/events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A line that the test opens, breaks and speaks on. */
class FakeSource implements EventSourceLike {
  readyState = 0
  onopen: EventSource['onopen'] = null
  onerror: EventSource['onerror'] = null
  closed = false
  readonly #listeners = new Map<string, (event: MessageEvent) => void>()

  addEventListener(name: string, listener: unknown): void {
    this.#listeners.set(name, listener as (event: MessageEvent) => void)
  }

  close(): void {
    this.closed = true
  }

  open(): void {
    this.readyState = 1
    this.onopen?.call(this as never, new Event('open'))
  }

  /** @param forGood the browser gives up, as it does after an HTTP error */
  fail(forGood: boolean): void {
    this.readyState = forGood ? 2 : 0
    this.onerror?.call(this as never, new Event('error'))
  }

  say(name: string, data: string): void {
    this.#listeners.get(name)?.({ data } as MessageEvent)
  }
}

async function start() {
  const sources: FakeSource[] = []
  const listeners = { onEvent: vi.fn(), onReload: vi.fn(), onState: vi.fn() }
  const line = listen(async () => {
    const source = new FakeSource()
    sources.push(source)
    return source
  }, listeners)
  await vi.advanceTimersByTimeAsync(0)
  return { sources, line, last: () => sources.at(-1) as FakeSource, ...listeners }
}

test('passes on what the hub tells, and drops what is not JSON', async () => {
  const { last, onEvent, onReload, onState } = await start()
  last().open()
  last().say('slot', '{"app":"a","version":2}')
  last().say('keys', 'oops')
  last().say('hub', 'null')
  expect(onEvent.mock.calls).toEqual([['slot', { app: 'a', version: 2 }]])
  // What was fetched before the line was up may be old already.
  expect(onReload).toHaveBeenCalledOnce()
  expect(onState.mock.calls.flat()).toEqual(['connecting', 'live'])
})

test('after a gap everything is loaded anew, once more', async () => {
  const { last, onReload, onState, sources } = await start()
  last().open()
  last().fail(false)
  last().open()
  expect(onReload).toHaveBeenCalledTimes(2)
  expect(onState.mock.calls.flat()).toEqual(['connecting', 'live', 'lost', 'live'])
  // The browser came back by itself.
  expect(sources).toHaveLength(1)
})

test('tries again where the browser gave up, each time after a longer wait', async () => {
  const { last, sources, onReload } = await start()
  last().fail(true)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sources).toHaveLength(2)
  last().fail(true)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(sources).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(sources).toHaveLength(3)
  for (let count = 0; count < 10; count += 1) {
    last().fail(true)
    await vi.advanceTimersByTimeAsync(30_000)
  }
  expect(sources).toHaveLength(13)
  last().open()
  expect(onReload).toHaveBeenCalledOnce()
})

test('a pause hangs up; going on catches up', async () => {
  const { line, last, sources, onReload } = await start()
  last().open()
  line.pause()
  expect(sources[0]?.closed).toBe(true)
  line.resume()
  line.resume()
  await vi.advanceTimersByTimeAsync(0)
  expect(sources).toHaveLength(2)
  last().open()
  expect(onReload).toHaveBeenCalledTimes(2)
})

test('a closed line stays closed', async () => {
  const { line, last, sources } = await start()
  last().fail(true)
  line.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sources).toHaveLength(1)
})

test('a line for which there is no ticket is tried again', async () => {
  const onState = vi.fn()
  const source = new FakeSource()
  const open = vi.fn<() => Promise<EventSourceLike>>(async () => source)
  open.mockRejectedValueOnce(new Error('the hub restarts'))
  listen(open, { onEvent: vi.fn(), onReload: vi.fn(), onState })
  await vi.advanceTimersByTimeAsync(1_000)
  source.open()
  expect(onState.mock.calls.flat()).toEqual(['connecting', 'lost', 'lost', 'live'])
})

test('a line that comes after the page has hung up is closed', async () => {
  const source = new FakeSource()
  const line = listen(async () => source, { onEvent: vi.fn(), onReload: vi.fn(), onState: vi.fn() })
  line.pause()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(source.closed).toBe(true)
})
