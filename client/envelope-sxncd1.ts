import {
  type Bytes,
  concat,
  equal,
  fromBase64,
  hmac,
  hmacKey,
  type SecretKey,
  toBase64,
  utf8,
} from './bytes.ts'
import { rememberKeys } from './derived-keys.ts'

/**
 * Our own envelope, `sxncd1.` and Base64 of salt, nonce and ciphertext with tag; docs/clients.md
 * has it byte by byte. Rounds and lengths belong to the version: nothing that arrives chooses them.
 */
export const sxncd1Header = 'sxncd1.'

const rounds = 600_000
const saltBytes = 16
const nonceBytes = 12
const tagBytes = 16

interface Keys {
  readonly encryption: SecretKey
  readonly nonce: SecretKey
}

const keysFor = rememberKeys(async (password, salt): Promise<Keys> => {
  // The same letters can be typed in two ways; both are to open what one has closed.
  const secret = utf8(password.normalize('NFC'))
  const base = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const pbkdf2 = {
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: fromBase64(salt) as Bytes,
    iterations: rounds,
  }
  const root = await hmacKey(new Uint8Array(await crypto.subtle.deriveBits(pbkdf2, base, 256)))
  const encryption = await hmac(root, utf8('sxncd1 encryption'))
  return {
    encryption: await crypto.subtle.importKey('raw', encryption, 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]),
    nonce: await hmacKey(await hmac(root, utf8('sxncd1 nonce'))),
  }
})

/**
 * The nonce comes from the settings and a key: the same settings give the same envelope, which lets
 * the hub tell that nothing has changed, and other settings do not meet a nonce again.
 */
const nonceOf = async (keys: Keys, plain: Bytes) =>
  (await hmac(keys.nonce, plain)).slice(0, nonceBytes)

const parameters = (nonce: Bytes, salt: Bytes) => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: concat(utf8(sxncd1Header), salt),
  tagLength: tagBytes * 8,
})

/** Closes an envelope, with the salt of another one of the same password where there is one. */
export async function sealSxncd1(plain: Bytes, password: string, like?: string): Promise<string> {
  const salt = saltOf(like) ?? crypto.getRandomValues(new Uint8Array(saltBytes))
  const keys = await keysFor(password, toBase64(salt))
  const nonce = await nonceOf(keys, plain)
  const sealed = await crypto.subtle.encrypt(parameters(nonce, salt), keys.encryption, plain)
  return sxncd1Header + toBase64(concat(salt, nonce, new Uint8Array(sealed)))
}

/** Opens an envelope; `undefined` for a wrong password, or any change to it. */
export async function openSxncd1(envelope: string, password: string): Promise<Bytes | undefined> {
  const bytes = fromBase64(envelope.slice(sxncd1Header.length))
  if (!bytes || bytes.length < saltBytes + nonceBytes + tagBytes) return undefined
  const salt = bytes.slice(0, saltBytes)
  const nonce = bytes.slice(saltBytes, saltBytes + nonceBytes)
  const keys = await keysFor(password, toBase64(salt))
  const sealed = bytes.slice(saltBytes + nonceBytes)
  const plain = await crypto.subtle
    .decrypt(parameters(nonce, salt), keys.encryption, sealed)
    .then((buffer) => new Uint8Array(buffer))
    .catch(() => undefined)
  // Without this one envelope could be made that several passwords open, each to its own text.
  return plain && equal(nonce, await nonceOf(keys, plain)) ? plain : undefined
}

function saltOf(envelope: string | undefined): Bytes | undefined {
  if (!envelope?.startsWith(sxncd1Header)) return undefined
  return fromBase64(envelope.slice(sxncd1Header.length))?.slice(0, saltBytes)
}
