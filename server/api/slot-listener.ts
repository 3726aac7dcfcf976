import { holderOfKey, type KeyHolder } from '../accounts/keys.ts'
import type { EventStream } from '../http/event-stream.ts'
import { days, isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { currentVersion } from '../slots/history.ts'
import { isUpload } from '../storage/is-upload.ts'
import type { Version } from '../storage/store.ts'
import type { RouteContext } from './context.ts'

/** Somebody who is told by key when a slot changes. */
export interface SlotListener {
  readonly holder: KeyHolder
  readonly stream: EventStream
  /** Something has happened: tells of the slot if it has changed; ends if the key is no good now. */
  look(): void
  /** Has to be called once the stream has ended. */
  stop(): void
}

export interface SlotListenerParts {
  readonly holder: KeyHolder
  readonly stream: EventStream
  /** Which device listens: it is not told of its own uploads. */
  readonly device: string | undefined
  /** The number of the version that the listener knows. */
  readonly known: number
  readonly onError: (error: unknown) => void
}

/** Tells one stream of the newest version only: one that was replaced at once is of no use. */
export function createSlotListener(
  { store, apps, now }: Pick<RouteContext, 'store' | 'apps' | 'now'>,
  { holder, stream, device, onError, ...parts }: SlotListenerParts,
): SlotListener {
  const { id, app, hash } = holder.key
  const slot = { accountId: holder.account.id, app }
  let { known } = parts

  const step = async () => {
    const key = await store.keys.get(id)
    if (key?.hash !== hash || !apps.isOn(app)) return stream.end()
    await holderOfKey(store, key, now())
    const current = await currentVersion(store, slot)
    // Any other number is news: in a folder that came from a backup it can be a lower one.
    if (!current || current.number === known) return
    known = current.number
    const isOwn = current.deviceName === device && isUpload(current)
    if (isOwn) stream.note(known)
    else stream.send('change', changeOf(current), known)
  }

  let running = false
  let again = false
  const look = async () => {
    again = true
    if (running) return
    running = true
    try {
      for (; again; await step()) again = false
    } catch (error) {
      if (!(error instanceof HubError)) onError(error)
      // Whoever comes back hears why, or is told then.
      stream.end()
    } finally {
      running = false
    }
  }
  // Were the stream lost before anything is told, the client would not know what it has missed.
  stream.note(known)
  const timer = atExpiry(holder, now, look)
  return { holder, stream, look, stop: () => clearTimeout(timer.current) }
}

const changeOf = ({ number, deviceName, savedTs, receivedAt }: Version) => ({
  version: number,
  deviceName,
  savedTs,
  receivedAt: isoTime(receivedAt),
})

/** Looks when a key expires. Longer waits than a day are cut up: a timer cannot hold them all. */
function atExpiry({ key }: KeyHolder, now: () => number, look: () => void) {
  const timer: { current?: NodeJS.Timeout } = {}
  const { expiresAt } = key
  if (expiresAt === undefined) return timer
  const arm = () => {
    const wait = Math.min(Math.max(expiresAt - now(), 100), days(1))
    timer.current = setTimeout(() => {
      arm()
      look()
    }, wait).unref()
  }
  arm()
  return timer
}
