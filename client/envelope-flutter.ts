import {
  type Bytes,
  concat,
  fromBase64,
  hmac,
  hmacKey,
  type SecretKey,
  toBase64,
  utf8,
} from './bytes.ts'
import { rememberKeys } from './derived-keys.ts'

/**
 * The envelope of the Flutter library: Base64 of an IV and AES-256-CBC. Its salt comes from the
 * password, its rounds are few, and nothing tells whether it was changed on its way.
 */
const rounds = 10_000
const blockBytes = 16

interface Keys {
  readonly encryption: SecretKey
  readonly iv: SecretKey
}

const keysFor = rememberKeys(async (password): Promise<Keys> => {
  const hashed = await crypto.subtle.digest('SHA-256', utf8(`${password}:sxncd-final-padded-salt`))
  const salt = toBase64(new Uint8Array(hashed)).slice(0, 16)
  const secret = await hmacKey(utf8(password))
  let block = await hmac(secret, utf8(salt))
  for (let round = 0; round < rounds; round += 1) block = await hmac(secret, block)
  return {
    encryption: await crypto.subtle.importKey('raw', block, 'AES-CBC', false, [
      'encrypt',
      'decrypt',
    ]),
    iv: await hmacKey(block),
  }
})

/** Closes an envelope. Its IV comes from the settings, so that the same give the same envelope. */
export async function sealFlutter(plain: Bytes, password: string): Promise<string> {
  const keys = await keysFor(password, '')
  const iv = (await hmac(keys.iv, plain)).slice(0, blockBytes)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, keys.encryption, plain)
  return toBase64(concat(iv, new Uint8Array(sealed)))
}

/** Opens an envelope; `undefined` where the padding shows that the password is wrong. */
export async function openFlutter(envelope: string, password: string): Promise<Bytes | undefined> {
  const bytes = bytesOf(envelope)
  if (!bytes) return undefined
  const { encryption } = await keysFor(password, '')
  return crypto.subtle
    .decrypt(
      { name: 'AES-CBC', iv: bytes.slice(0, blockBytes) },
      encryption,
      bytes.slice(blockBytes),
    )
    .then((buffer) => new Uint8Array(buffer))
    .catch(() => undefined)
}

/** Whether a text has the shape of this envelope: Base64 of an IV and one block or more. */
export const isFlutter = (text: string): boolean => bytesOf(text) !== undefined

function bytesOf(text: string): Bytes | undefined {
  // Settings that are JSON are told apart without decoding megabytes.
  if (!/^[A-Za-z0-9+/]{43}/.test(text)) return undefined
  const bytes = fromBase64(text)
  return bytes && bytes.length % blockBytes === 0 ? bytes : undefined
}
