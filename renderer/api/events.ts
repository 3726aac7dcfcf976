import type { HubEvents } from '../../server/api/schemas/events.ts'

export type LiveState = 'connecting' | 'live' | 'lost'

export interface EventListeners {
  onEvent<Name extends keyof HubEvents>(name: Name, data: HubEvents[Name]): void
  /** The line is up: whatever happened before was missed. */
  onReload(): void
  onState(state: LiveState): void
}

export type EventSourceLike = Pick<
  EventSource,
  'addEventListener' | 'close' | 'readyState' | 'onopen' | 'onerror'
>

const names = ['slot', 'file', 'conflict', 'device', 'keys', 'pairing', 'hub', 'session'] as const
const closed = 2
const shortestWait = 1_000
const longestWait = 30_000

/**
 * Listens to the hub until `close()`. `open` makes a line; its address is good for a short while only.
 * A browser gives up on an event stream after an HTTP error,
 * as a proxy sends while the hub restarts, so this tries again, waiting longer each time.
 */
export function listen(open: () => Promise<EventSourceLike>, listeners: EventListeners) {
  let source: EventSourceLike | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = shortestWait
  let missed = false
  /** Counts the tries; what an older one brings is dropped. */
  let tries = 0
  let waiting = false

  async function connect() {
    const own = ++tries
    waiting = true
    listeners.onState(missed ? 'lost' : 'connecting')
    const current = await open().catch(() => undefined)
    if (own !== tries) return current?.close()
    waiting = false
    if (!current) {
      missed = true
      listeners.onState('lost')
      return retry()
    }
    source = current
    current.onopen = () => {
      wait = shortestWait
      listeners.onState('live')
      // Also the first time: what was fetched before the line was up may be old already.
      listeners.onReload()
      missed = false
    }
    current.onerror = () => {
      missed = true
      listeners.onState('lost')
      if (current.readyState === closed) retry()
    }
    for (const name of names) {
      current.addEventListener(name, (event) => {
        const data = parse((event as MessageEvent<unknown>).data)
        if (data) listeners.onEvent(name, data as unknown as HubEvents[typeof name])
      })
    }
  }

  function retry() {
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), wait)
    wait = Math.min(wait * 2, longestWait)
  }

  /** Hangs up without forgetting: browsers allow few connections to one host. */
  function pause() {
    tries += 1
    waiting = false
    clearTimeout(timer)
    source?.close()
    source = undefined
    missed = true
  }

  void connect()
  return {
    pause,
    resume() {
      if (!source && !waiting) void connect()
    },
    close() {
      pause()
    },
  }
}

function parse(data: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(data))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
