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
  const { action, data } = await send(options, sealed)
  const own = { ...options, password }
  const opened = data === sealed ? text : (await openSettings(String(data), own)).text
  return { action, data: isText ? opened : parsed(opened) }
}

async function send(
  { key, deviceName, savedTs, ...options }: SyncOptions<string | object>,
  settings: string | object,
): Promise<SyncResult> {
  const stamp = typeof savedTs === 'string' ? savedTs : savedTs.toISOString()
  const { status, body } = await callHub(options, {
    method: 'POST',
    path: '/api/v1/sync/update',
    authorization: keyHeader(key),
    body: { deviceName, savedTs: stamp, settings },
  })
  const { action, data } = body
  const isSound = typeof settings !== 'string' || typeof data === 'string'
  if (!isAction(action) || !isSound) throw badAnswer(status)
  return { action, data }
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
