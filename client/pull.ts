import { openSettings, type PasswordOptions } from './encrypted.ts'
import type { KeyOptions } from './request.ts'
import { readStored, type Stored } from './stored.ts'

export interface PullOptions extends KeyOptions, PasswordOptions {
  /** From an earlier pull: without a change since then the answer is `undefined`. */
  readonly etag?: string | undefined
  /** The device that reads: it gets its own values of what stays on each device. */
  readonly deviceName?: string | undefined
  /** The number of an earlier version, to read that one. */
  readonly version?: number | undefined
}

/**
 * Reads the current settings without sending any, as text. Encrypted ones stay so without a
 * `password`.
 * @throws SyncError (404, `slot_empty`, where there are none yet) or DecryptError
 */
export function pull(options: PullOptions & { readonly etag?: undefined }): Promise<Stored>
export function pull(options: PullOptions): Promise<Stored | undefined>
export async function pull(options: PullOptions): Promise<Stored | undefined> {
  const { password, etag, version } = options
  const stored = await readStored(options, etag, version)
  if (!stored || password === undefined) return stored
  const { text } = await openSettings(stored.settings, { ...options, password })
  return { ...stored, settings: text }
}
