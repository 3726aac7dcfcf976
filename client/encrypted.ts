import { decrypt, type EnvelopeFormat, encrypt, formatOf } from './encryption.ts'
import { DecryptError, SyncError } from './errors.ts'
import type { KeyOptions } from './request.ts'
import { readStored } from './stored.ts'

export interface PasswordOptions {
  /** Encrypts and opens settings; the hub never sees it. */
  readonly password?: string | undefined
  /** A password that the hub's copy may still have: for reading only, after a change. */
  readonly oldPassword?: string | undefined
  /** Takes nothing but `sxncd1`: no plain text, and nothing that can be changed unseen. */
  readonly strict?: boolean | undefined
}

/** The same, where there is a password. */
export interface OwnPassword extends PasswordOptions {
  readonly password: string
}

export interface SealOptions extends KeyOptions, OwnPassword {
  readonly envelope?: EnvelopeFormat | undefined
}

/**
 * Encrypts settings for a hub, so that it can still tell what is the same. Where its copy holds the
 * same settings, that very copy is sent again; else the salt of the copy is used again, and the
 * same settings give the same envelope on every device.
 * @throws DecryptError where the hub's copy cannot be opened: nothing has been sent then
 */
export async function sealSettings(text: string, options: SealOptions): Promise<string> {
  const { password, envelope } = options
  const held = await heldBy(options)
  // Only what this password opens was made by somebody who knows it: a hub cannot choose the salt.
  const like = held?.byPassword ? held.settings : undefined
  if (like !== undefined && held?.text === text) return like
  return encrypt(text, password, { envelope, like })
}

/** The hub's copy and what is in it, if there is one. */
async function heldBy(options: SealOptions) {
  try {
    // What is encrypted is the same for every device.
    const stored = await readStored({ ...options, deviceName: undefined }, undefined)
    return stored && { ...stored, ...(await openSettings(stored.settings, options)) }
  } catch (error) {
    // Nothing there yet; or a hub of old, which cannot be asked without sending.
    if (error instanceof SyncError && error.status === 404) return undefined
    throw error
  }
}

export interface Opened {
  readonly text: string
  /** They were encrypted, and by the password of today. */
  readonly byPassword: boolean
}

/** Opens settings by the password, or else by the old one. @throws DecryptError */
export async function openSettings(
  settings: string,
  { password, oldPassword, strict }: OwnPassword,
): Promise<Opened> {
  try {
    const text = await decrypt(settings, password, { strict })
    return { text, byPassword: formatOf(settings) !== 'plain' }
  } catch (error) {
    if (oldPassword === undefined || !(error instanceof DecryptError)) throw error
    return { text: await decrypt(settings, oldPassword, { strict }), byPassword: false }
  }
}
