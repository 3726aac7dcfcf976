import { SyncError } from '../../client/errors.ts'
import { pinnedFetch } from '../../client/pinned-fetch.ts'
import { pull } from '../../client/pull.ts'
import type { Stored, Version } from '../../client/stored.ts'
import { type SyncResult, sync } from '../../client/sync.ts'
import { watch } from '../../client/watch.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import { firstSeenFetch } from './prove-hub.ts'

/** The side of a link where its hub is. What its methods throw is a SyncError. */
export interface HubEnd {
  send(text: string, savedAt: number): Promise<SyncResult<string>>
  /** What the hub has; `same` where it is still what `etag` names, `empty` where it has nothing. */
  read(etag?: string): Promise<Stored | 'same' | 'empty'>
  /** Listens until it is stopped. */
  listen(listener: HubListener): () => void
  /** Ends what is under way; that throws a HubEndClosed then. */
  close(): void
}

/** Nobody waits for the answer any more. */
export class HubEndClosed extends Error {}

export interface HubListener {
  /** The hub may have something new: it said so, or it was out of sight. */
  readonly onChange: () => void
  /** The hub is away; it is looked for again. */
  readonly onLost: (error: unknown) => void
  /** Listening has ended: waiting cannot help. */
  readonly onEnd: (error: unknown) => void
}

export interface HubPlace {
  /** The app of the link: a key of another would mix up their settings. */
  readonly app: string
  readonly url: () => string
  readonly key: string
  readonly pin?: string | undefined
  readonly deviceName: string
}

/** Settings may be large, and networks slow. */
const requestMs = 30_000
const listenMs = 15_000

export type HubEndFor = (place: HubPlace) => HubEnd

/** @throws SyncError for a fingerprint that is none */
export function createHubEnd({ app, url, key, pin, deviceName }: HubPlace): HubEnd {
  const own = { key, fetch: ofApp(app, pin === undefined ? firstSeenFetch(url) : pinnedFetch(pin)) }
  const closing = new AbortController()
  const { signal } = closing
  const options = () => ({ ...own, hub: url(), timeoutMs: requestMs, signal })
  return {
    send: (settings, savedAt) =>
      sync({ ...options(), deviceName, settings, savedTs: new Date(savedAt) }),
    async read(etag) {
      try {
        return (await pull({ ...options(), deviceName, etag })) ?? 'same'
      } catch (error) {
        if (error instanceof SyncError && error.code === 'slot_empty') return 'empty'
        throw error
      }
    },
    listen({ onChange, onLost, onEnd }) {
      const controller = new AbortController()
      const either = AbortSignal.any([signal, controller.signal])
      const onState = (state: 'open' | 'lost', error?: SyncError) => {
        if (either.aborted) return
        if (state === 'open') onChange()
        // A stream that merely ended is opened again at once, and tells then if it cannot be.
        else if (error) onLost(error)
      }
      const listening = watch({
        ...options(),
        timeoutMs: listenMs,
        deviceName,
        signal: either,
        onChange,
        onState,
      })
      listening.catch((error) => {
        if (!either.aborted) onEnd(error)
      })
      return () => controller.abort()
    },
    close: () => closing.abort(new HubEndClosed()),
  }
}

type Fetch = typeof globalThis.fetch

/** Refuses the answers to a key that is for another app. */
const ofApp =
  (app: string, fetch: Fetch): Fetch =>
  async (input, init) => {
    const reply = await fetch(input, init)
    const other = reply.headers.get('x-sxncd-app')
    if (other === null || other === app) return reply
    await reply.body?.cancel()
    throw new SyncError(0, 'bad_key', `This key is for the app "${other}", not for "${app}".`)
  }

/** The moment a version stands for, in ms: that of its arrival where the stamp is of no use. */
export function savedAtOf({ savedTs, receivedAt }: Version, now: Clock): number {
  // A stamp without a zone is the hub's to read; the moment that it arrived is close to it.
  const hasZone = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(savedTs)
  const at = Date.parse(savedTs)
  const isSound = hasZone && !Number.isNaN(at) && at <= now() + minutes(5)
  return isSound ? at : Date.parse(receivedAt)
}
