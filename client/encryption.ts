import { fromUtf8, utf8 } from './bytes.ts'
import { isFlutter, openFlutter, sealFlutter } from './envelope-flutter.ts'
import { openSxncd1, sealSxncd1, sxncd1Header } from './envelope-sxncd1.ts'
import { DecryptError } from './errors.ts'

/** `sxncd1` is ours; `flutter` is that of the Flutter library, for devices that know no other. */
export type EnvelopeFormat = 'sxncd1' | 'flutter'

export interface EncryptOptions {
  readonly envelope?: EnvelopeFormat | undefined
  /**
   * An envelope that this password opens. Its salt is used again, so that the same settings give
   * the same envelope. Never hand in one that was not opened: its salt could be a chosen one.
   */
  readonly like?: string | undefined
}

export interface DecryptOptions {
  /** Takes nothing but `sxncd1`. */
  readonly strict?: boolean | undefined
}

/** Encrypts settings under a password. The same text, password and salt give the same envelope. */
export async function encrypt(
  text: string,
  password: string,
  { envelope = 'sxncd1', like }: EncryptOptions = {},
): Promise<string> {
  checkPassword(password)
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError('The settings hold half a character (a lone surrogate); that has no UTF-8.')
  }
  return envelope === 'flutter'
    ? sealFlutter(utf8(text), password)
    : sealSxncd1(utf8(text), password, like)
}

/**
 * Opens settings that were encrypted in either way; plain text is answered as it is.
 * @throws DecryptError for a wrong password or an envelope that was changed
 */
export async function decrypt(
  text: string,
  password: string,
  { strict = false }: DecryptOptions = {},
): Promise<string> {
  checkPassword(password)
  const format = formatOf(text)
  if (strict && format !== 'sxncd1') {
    throw new DecryptError('The settings are not encrypted as they should be. Nothing was taken.')
  }
  if (format === 'plain') return text
  const open = format === 'sxncd1' ? openSxncd1 : openFlutter
  const plain = await open(text, password)
  const opened = plain && fromUtf8(plain)
  if (opened !== undefined) return opened
  throw new DecryptError('The password is wrong, or the settings were changed on their way.')
}

/**
 * What a text is, by its look alone. Plain text that is nothing but Base64 of the right length is
 * taken for the Flutter library's.
 * @throws DecryptError for an envelope of a version that this client does not know
 */
export function formatOf(text: string): EnvelopeFormat | 'plain' {
  if (text.startsWith(sxncd1Header)) return 'sxncd1'
  if (/^sxncd\d+\./.test(text)) {
    throw new DecryptError('The settings were encrypted by a newer version. Update this program.')
  }
  return isFlutter(text) ? 'flutter' : 'plain'
}

function checkPassword(password: string): void {
  if (password === '') throw new TypeError('The password is empty.')
}
