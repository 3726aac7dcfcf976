import { createBackoff } from './backoff.ts'
import { mayPass, SyncError } from './errors.ts'
import { badAnswer, callHub, type HubOptions } from './request.ts'

/** What a person sees on both sides and compares. */
export interface PairingCode {
  readonly code: string
  /** When the request ends by itself, ISO 8601. */
  readonly expiresAt: string
}

export interface PairOptions extends HubOptions {
  readonly deviceName: string
  /** The type of the app, such as `obtainium`. */
  readonly app: string
  /** Shows the code; the owner approves only where the hub shows the same. */
  readonly onCode: (code: PairingCode) => void
  /** From the QR code of the hub: an approval that was given beforehand. It works once. */
  readonly ticket?: string | undefined
  /** The pause before the hub is asked again, in ms: 1,000 unless said otherwise. */
  readonly retryMs?: number | undefined
}

export interface Paired {
  readonly key: string
  /**
   * Which hub it is. Store `fingerprint` together with the key: given to `pinnedFetch`, it lets this
   * device know the hub again over HTTPS. Nothing brings it back later but to pair anew.
   */
  readonly hub?: { readonly id: string; readonly name: string; readonly fingerprint?: string }
}

interface Pairing extends PairingCode {
  readonly id: string
  readonly secret: string
}

/** How long the hub holds an answer back while nobody has decided, in s. */
const longPollSeconds = 25
/** So often in a row the hub may be out of reach. */
const mostFailures = 6

const refusals: ReadonlyMap<unknown, string> = new Map([
  ['denied', 'The request was denied on the hub.'],
  ['expired', 'Nobody approved the request in time. Ask again.'],
  ['collected', 'The key was handed out already and is given only once. Ask again.'],
])

/**
 * Asks the hub for a key of this device's own and waits until its owner has decided.
 * @throws SyncError; its code is `pairing_denied`, `pairing_expired` or `pairing_collected` where
 * there is no key
 */
export async function pair(options: PairOptions): Promise<Paired> {
  const { deviceName, app, ticket, onCode } = options
  const { status, body } = await callHub(options, {
    method: 'POST',
    path: '/api/v1/pairings',
    body: { deviceName, app, ticket },
  })
  const granted = pairedBy(body)
  if (granted) return granted
  if (!isPairing(body)) throw badAnswer(status)
  onCode({ code: body.code, expiresAt: body.expiresAt })
  return collect(options, body)
}

async function collect(options: PairOptions, pairing: Pairing): Promise<Paired> {
  const backoff = createBackoff(options.retryMs ?? 1_000, options.clock)
  for (let failures = 0; ; ) {
    options.signal?.throwIfAborted()
    try {
      const { status, body } = await callHub(
        { ...options, timeoutMs: (longPollSeconds + 10) * 1_000 },
        {
          path: `/api/v1/pairings/${encodeURIComponent(pairing.id)}?wait=${longPollSeconds}`,
          authorization: `Bearer ${pairing.secret}`,
        },
      )
      const granted = pairedBy(body)
      if (granted) return granted
      if (body.state !== 'waiting') throw refusalFor(status, body.state)
      failures = 0
      backoff.reset()
    } catch (error) {
      failures += 1
      if (!mayPass(error) || failures === mostFailures) throw error
    }
    // A hub that answers at once is not asked without a pause.
    await backoff.wait(options.signal)
  }
}

function refusalFor(status: number, state: unknown): SyncError {
  const sentence = refusals.get(state)
  return sentence ? new SyncError(status, `pairing_${state}`, sentence) : badAnswer(status)
}

function pairedBy({ key, hub }: Partial<Paired>): Paired | undefined {
  return typeof key === 'string' ? { key, ...(hub && { hub }) } : undefined
}

const isPairing = (body: object): body is Pairing =>
  ['id', 'secret', 'code', 'expiresAt'].every(
    (name) => typeof (body as Record<string, unknown>)[name] === 'string',
  )
