/**
 * The few pieces of DER (ITU-T X.690) that a certificate is made of: each is a tag, the length of
 * what follows, and that. Only written here, never read.
 */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const digits = length.toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const sequence = (...content: readonly Uint8Array[]) => tlv(0x30, ...content)
export const set = (...content: readonly Uint8Array[]) => tlv(0x31, ...content)
export const octets = (...content: readonly Uint8Array[]) => tlv(0x04, ...content)
export const yes = tlv(0x01, Buffer.from([0xff]))
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text))

/** A bit string; `unused` says how many of its last bits do not count. */
export const bits = (content: Uint8Array, unused = 0) => tlv(0x03, Buffer.from([unused]), content)

/** A whole number that is not negative, from its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const short = first === -1 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first))
  // A first bit of one would make it negative.
  return tlv(0x02, (short[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short)
}

/** A part that its number tells apart: `wrap` holds another value whole, `implicit` its bytes. */
export const wrap = (number: number, content: Uint8Array) => tlv(0xa0 | number, content)
export const implicit = (number: number, content: Uint8Array) => tlv(0x80 | number, content)

/** The name of a thing in the standards, such as 2.5.29.17. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const low = value & 0x7f
  return value < 0x80 ? [low] : [...base128(value >>> 7).map((byte) => byte | 0x80), low]
}

/** A moment, to the second. Years from 1950 to 2049 have two digits (RFC 5280, 4.1.2.5). */
export function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '')
  const isShort = text >= '1950' && text < '2050'
  return isShort ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text))
}
