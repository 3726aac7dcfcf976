export type Bytes = Uint8Array<ArrayBuffer>
/** A key of WebCrypto; its name as a type differs between Node and browsers. */
export type SecretKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const chunk = 0x8000

/** Standard Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk))
  }
  return btoa(binary)
}

/** Reads Base64 as `toBase64` writes it, and no other; `undefined` for what is not such. */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined
  try {
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at)
    // Spaces and stray bits at the end would let other texts stand for the same bytes.
    return toBase64(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes

/** The text of bytes that are strictly UTF-8; `undefined` for others. */
export function fromUtf8(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

export const hmacKey = (bytes: Bytes): Promise<SecretKey> =>
  crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])

export const hmac = async (key: SecretKey, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
