import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const prefix = 'sxncd_'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43
const checksumLength = 6
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength + checksumLength}}$`)

/** A new key: a prefix to know it by, 256 random bits and a checksum, in letters and digits. */
export function newKeyText(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  return `${prefix}${secret}${checksum(secret)}`
}

/** Whether a text is meant to be a key of this hub but cannot be one: it was copied wrong. */
export function isMistyped(text: string): boolean {
  if (!text.startsWith(prefix)) return false
  if (!shape.test(text)) return true
  const secret = text.slice(prefix.length, -checksumLength)
  return checksum(secret) !== text.slice(-checksumLength)
}

/**
 * A key as people paste it: with quotes or the name of a scheme around it, with a line break inside, or
 * with the capital letter that a phone begins a line with. None of these is part of a key.
 */
export function tidyKey(text: string): string {
  const bare = text.replace(/^.*(?=sxncd_)/is, '').replace(/\s/g, '')
  return bare.replace(/^sxncd_/i, prefix).replace(/[^0-9A-Za-z]+$/, '')
}

/** What is kept of a key. It is random, so a plain SHA-256 cannot be searched backwards. */
export const hashKey = (text: string): string => hash('sha256', text)

const checksum = (secret: string) => base62(BigInt(crc32(secret)), checksumLength)

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 62n) text = alphabet[Number(rest % 62n)] + text
  return text.padStart(length, '0')
}
