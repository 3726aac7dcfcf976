import { createBackoff } from './backoff.ts'
import { mayPass, type SyncError } from './errors.ts'
import { readEvents, type ServerEvent } from './event-stream.ts'
import { badAnswer, type KeyOptions, keyHeader, openCall } from './request.ts'
import { createPatience } from './timeout.ts'

/** The settings have changed; what they are, the next sync or pull tells. */
export interface Change {
  readonly version: number
  /** The device whose settings they are. */
  readonly deviceName: string
  readonly savedTs: string
  readonly receivedAt: string
}

export interface WatchOptions extends KeyOptions {
  /** Called for each change, one after the other; what it throws ends the watch. */
  readonly onChange: (change: Change) => void | Promise<void>
  /** The name by which this device syncs: it is not told of its own uploads. */
  readonly deviceName?: string | undefined
  /** The version that is known, from an earlier change or `pull`: a newer one is told at once. */
  readonly lastEventId?: string | number | undefined
  /** Called when the hub listens, and when it was lost and is looked for again. */
  readonly onState?: ((state: 'open' | 'lost', error?: SyncError) => void) | undefined
  /** The first wait before coming back, in ms: 2,000 unless said otherwise. It doubles each time. */
  readonly retryMs?: number | undefined
}

/** The hub sends a heartbeat every 25 s. */
const silenceMs = 60_000

/**
 * Listens until the signal ends it. A hub that is away is looked for again and again; what changed
 * meanwhile is told then.
 * @throws SyncError where waiting cannot help, such as for a key that was revoked
 */
export async function watch(options: WatchOptions): Promise<void> {
  const { signal, onChange, onState } = options
  const backoff = createBackoff(options.retryMs ?? 2_000, options.clock)
  const onOpen = () => {
    backoff.reset()
    onState?.('open')
  }
  let lastEventId = options.lastEventId?.toString() ?? ''
  while (!signal?.aborted) {
    let error: SyncError | undefined
    try {
      for await (const event of listen(options, lastEventId, onOpen)) {
        if (event.event === 'change') await onChange(changeOf(event))
        lastEventId = event.id || lastEventId
      }
    } catch (cause) {
      if (signal?.aborted) return
      if (!mayPass(cause)) throw cause
      error = cause
    }
    onState?.('lost', error)
    await backoff.wait(signal, error?.retryAfterMs)
  }
}

/** One stream, until it ends. */
async function* listen(options: WatchOptions, lastEventId: string, onOpen: () => void) {
  const { key, deviceName, signal, timeoutMs = 5_000 } = options
  const patience = createPatience(timeoutMs, signal, options.clock)
  const query = deviceName === undefined ? '' : `?device=${encodeURIComponent(deviceName)}`
  try {
    const reply = await openCall(
      options,
      {
        path: `/api/v1/sync/events${query}`,
        authorization: keyHeader(key),
        headers: {
          accept: 'text/event-stream',
          ...(lastEventId && { 'last-event-id': lastEventId }),
        },
      },
      patience,
    )
    if (!reply.body || !reply.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw badAnswer(reply.status)
    }
    patience.renew(silenceMs)
    onOpen()
    yield* readEvents(reply.body, patience, silenceMs)
  } finally {
    patience.stop()
  }
}

function changeOf({ data }: ServerEvent): Change {
  try {
    const change: Partial<Change> | null = JSON.parse(data)
    if (typeof change?.version === 'number') return change as Change
  } catch {
    // As bad as another shape.
  }
  throw badAnswer(200)
}
