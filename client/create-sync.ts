import { createBackoff } from './backoff.ts'
import { systemClock } from './clock.ts'
import { type ConnectOptions, clearKey, keyOf } from './connection.ts'
import type { PasswordOptions } from './encrypted.ts'
import type { EnvelopeFormat } from './encryption.ts'
import { mayPass, SyncError } from './errors.ts'
import { createSyncHub } from './sync-hub.ts'
import { clearMemory, createMemoryStore } from './sync-memory.ts'
import { type SyncApp, syncRound } from './sync-round.ts'
import { watch } from './watch.ts'

export interface CreateSyncOptions extends SyncApp, ConnectOptions, PasswordOptions {
  /** How to encrypt, where there is a `password`: `sxncd1` unless said otherwise. */
  readonly envelope?: EnvelopeFormat | undefined
  /** Shows how things are, each time that this changes. */
  readonly onState?: ((state: SyncState) => void) | undefined
  /** How long to wait for further changes before an upload, in ms: 1,000 unless said otherwise. */
  readonly debounceMs?: number | undefined
  /** How often to look without a reason, in ms: 5 minutes unless said otherwise. */
  readonly pollMs?: number | undefined
  /** False: listens to no events of the hub, and only looks every `pollMs`. */
  readonly events?: boolean | undefined
}

/**
 * `offline`: the hub cannot be reached or asks to wait; it is tried again by itself. `failed`: somebody
 * has to do something; `error` has a sentence for them.
 */
export type SyncState =
  | {
      readonly name: 'new' | 'pairing' | 'syncing' | 'synced' | 'stopped'
      readonly error?: undefined
    }
  | { readonly name: 'offline' | 'failed'; readonly error: Error }

/** Keeps the settings of an app in step with a hub. */
export interface Sync {
  readonly state: SyncState
  /** Syncs now, and from then on by itself: after changes here, at events of the hub, and now and then. */
  start(): void
  /** Says that the settings were changed here. It is free: call it at every change. */
  changed(): void
  /**
   * Syncs once, at once. Needs no `start`, so that a service worker can call it whenever it is woken.
   * @throws SyncError, DecryptError, or what the app's functions throw
   */
  sync(): Promise<void>
  /** Ends everything, for good: what is under way as well. */
  stop(): void
  /** Stops, and forgets the key from pairing and all else: as if it were installed anew. */
  forget(): Promise<void>
}

const firstRetryMs = 2_000
/** Changes without a pause hold an upload back for so many times `debounceMs` at most. */
const mostDebounces = 10

/**
 * Keeps the settings of an app the same on all devices of a person. The app hands in two functions that
 * export and import its settings, and a place to remember things in; see the README.
 */
export function createSync(options: CreateSyncOptions): Sync {
  const { storage, debounceMs = 1_000, pollMs = 5 * 60_000, clock = systemClock } = options
  const ending = new AbortController()
  const { signal } = ending
  const backoff = createBackoff(firstRetryMs, clock)
  let state: SyncState = { name: 'new' }
  let isStarted = false
  let timer: unknown
  let dueAt = Number.POSITIVE_INFINITY
  let blockedUntil = Number.NEGATIVE_INFINITY
  let hasKey = false
  let listensFrom = Number.NEGATIVE_INFINITY
  let changesTimer: unknown
  let firstChangeAt: number | undefined
  /** The round that is under way, or the last one; and one that waits for its end. */
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined

  const show = (shown: SyncState) => {
    if (state.name === 'stopped') return
    state = shown
    try {
      options.onState?.(shown)
    } catch (error) {
      // That the app cannot show it is no reason not to sync. Browsers have a place for such errors.
      const report: unknown = Reflect.get(globalThis, 'reportError')
      if (typeof report === 'function') report(error)
    }
  }
  const clearTimer = () => {
    clock.clearTimeout(timer)
    dueAt = Number.POSITIVE_INFINITY
  }
  /** Syncs in so many ms, if not earlier anyway. */
  const plan = (ms: number) => {
    const now = clock.now()
    const at = Math.max(now + ms, blockedUntil)
    if (!isStarted || signal.aborted || at >= dueAt) return
    clearTimer()
    dueAt = at
    timer = clock.setTimeout(() => {
      dueAt = Number.POSITIVE_INFINITY
      // How it ends, the state shows.
      sync().catch(() => {})
    }, at - now)
  }

  const listen = (key: string) => {
    if (!isStarted || options.events === false || clock.now() < listensFrom) return
    listensFrom = Number.POSITIVE_INFINITY
    const look = () => plan(0)
    // What was missed meanwhile is looked for once the stream is open.
    const onState = (now: 'open' | 'lost') => now === 'open' && look()
    watch({ ...options, key, signal, onChange: look, onState }).catch(() => {
      // No events here: the next rounds tell why, or do without.
      listensFrom = clock.now() + pollMs
      look()
    })
  }

  const runOnce = async () => {
    signal.throwIfAborted()
    clearTimer()
    show({ name: 'syncing' })
    const key = await keyOf({ ...options, signal }, () => show({ name: 'pairing' }))
    hasKey = true
    // The end of a key is enough to tell it from others.
    const memory = createMemoryStore(storage, key.slice(-8))
    const hub = createSyncHub({ ...options, key, signal })
    await syncRound({ app: options, hub, memory, now: () => clock.now(), signal })
    signal.throwIfAborted()
    return key
  }
  const run = async () => {
    try {
      const key = await runOnce()
      backoff.reset()
      blockedUntil = Number.NEGATIVE_INFINITY
      show({ name: 'synced' })
      plan(pollMs)
      listen(key)
    } catch (cause) {
      signal.throwIfAborted()
      const error = cause instanceof Error ? cause : new Error(String(cause))
      const isOffline = mayPass(error)
      const ms = backoff.next(isOffline ? error.retryAfterMs : undefined)
      blockedUntil = clock.now() + ms
      show({ name: isOffline ? 'offline' : 'failed', error })
      // A device that was sent away does not ask again by itself; nor does a key become good.
      const isRefused = error instanceof SyncError && error.status === 401
      const isHopeless = isRefused || !(hasKey || isOffline)
      if (!isHopeless) plan(isOffline ? ms : pollMs)
      throw error
    }
  }
  const sync = (): Promise<void> => {
    if (next) return next
    const round = last.then(() => {
      next = undefined
      return run()
    })
    next = round
    last = round.catch(() => {})
    return round
  }

  signal.addEventListener('abort', () => {
    clearTimer()
    clock.clearTimeout(changesTimer)
    show({ name: 'stopped' })
  })
  const stop = () => ending.abort(new SyncError(0, 'stopped', 'The sync was stopped.'))
  const outer = options.signal
  outer?.addEventListener('abort', stop, { once: true, signal })
  if (outer?.aborted) stop()

  return {
    get state() {
      return state
    },
    start() {
      isStarted = true
      plan(0)
    },
    changed() {
      if (signal.aborted) return
      const now = clock.now()
      firstChangeAt ??= now
      clock.clearTimeout(changesTimer)
      const latest = firstChangeAt + debounceMs * mostDebounces
      changesTimer = clock.setTimeout(
        () => {
          firstChangeAt = undefined
          plan(0)
        },
        Math.min(debounceMs, latest - now),
      )
    },
    sync,
    stop,
    async forget() {
      stop()
      await last
      await clearKey(storage)
      await clearMemory(storage)
    },
  }
}
