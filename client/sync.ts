import { openSettings, type PasswordOptions, sealSettings } from './encrypted.ts'
import type { EnvelopeFormat } from './encryption.ts'
import { badAnswer, callHub, type KeyOptions, keyHeader } from './request.ts'

/** What became of a sync; see docs/protocol.md. */
export type Action = 'created' | 'none' | 'existingNewer' | 'incomingNewer'

export interface SyncOptions<S extends string | object> extends KeyOptions, PasswordOptions {
  /** The name of the device; it must stay the same. */
  readonly deviceName: string
  /** When the settings were last saved on the device; text is sent as it is. */
  readonly savedTs: string | Date
  /** Text survives byte for byte; of an object, what JavaScript's JSON can say. */
  readonly settings: S
  /** How to encrypt, where there is a `password`: `sxncd1` unless said otherwise. */
  readonly envelope?: EnvelopeFormat | undefined
}

export interface SyncResult<Data = unknown> {
  readonly action: Action
  /** The newest settings: text where text was sent. */
  readonly data: Data
  /** Another device changed at the same time: what is not in use waits for a person. */
  readonly conflict?: SyncConflict
  /** The number of the version that the hub has merged of both; `data` holds it. */
  readonly merged?: number
}

export interface SyncConflict {
  /** Names the conflict. */
  readonly version: number
  readonly otherDevice: string
}

/**
 * Sends the settings of a device and takes the newest. With a `password` they are encrypted before
 * they leave, and the hub's copy is read first: what cannot be opened is not written over.
 * @throws SyncError or DecryptError
 */
export function sync(options: SyncOptions<string>): Promise<SyncResult<string>>
export function sync(options: SyncOptions<object>): Promise<SyncResult>
export async function sync(options: SyncOptions<string | object>): Promise<SyncResult> {
  const { settings, password } = options
  if (password === undefined) return send(options, settings)
  const isText = typeof settings === 'string'
  const text = isText ? settings : JSON.stringify(settings)
  const sealed = await sealSettings(text, { ...options, password })
  const { action, data, ...told } = await send(options, sealed)
  const own = { ...options, password }
  const opened = data === sealed ? text : (await openSettings(String(data), own)).text
  return { action, data: isText ? opened : parsed(opened), ...told }
}

async function send(
  { key, deviceName, savedTs, ...options }: SyncOptions<string | object>,
  settings: string | object,
): Promise<SyncResult> {
  const stamp = typeof savedTs === 'string' ? savedTs : savedTs.toISOString()
  const { status, headers, body } = await callHub(options, {
    method: 'POST',
    path: '/api/v1/sync/update',
    authorization: keyHeader(key),
    body: { deviceName, savedTs: stamp, settings },
  })
  const { action, data } = body
  const isSound = typeof settings !== 'string' || typeof data === 'string'
  if (!isAction(action) || !isSound) throw badAnswer(status)
  return { action, data, ...toldBeside(headers) }
}

/** What headers tell beside the body, which is fixed. Earlier hubs send none of them. */
function toldBeside(headers: Headers): Pick<SyncResult, 'conflict' | 'merged'> {
  const numberIn = (name: string) => Number(headers.get(name) ?? 0)
  const [version, merged] = [numberIn('x-sxncd-conflict'), numberIn('x-sxncd-merged')]
  const otherDevice = decoded(headers.get('x-sxncd-conflict-device') ?? '')
  return {
    ...(version > 0 && { conflict: { version, otherDevice } }),
    ...(merged > 0 && { merged }),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const actions: readonly unknown[] = ['created', 'none', 'existingNewer', 'incomingNewer']
const isAction = (value: unknown): value is Action => actions.includes(value)

/** Where an object was sent and text that is no JSON is stored, the text is the answer. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
