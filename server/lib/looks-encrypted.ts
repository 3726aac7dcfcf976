import { isUtf8 } from 'node:buffer'

/** Searched for, because a match of the whole of megabytes can overflow the stack. */
const notBase64 = /[^A-Za-z0-9+/_-]/

/** Whether settings look encrypted: our client's envelope, or Base64 that does not decode to text. */
export function looksEncrypted(text: string): boolean {
  if (text.startsWith('sxncd1.')) return true
  const letters = text.replace(/={1,2}$/, '')
  if (letters.length < 24 || notBase64.test(letters)) return false
  return !isUtf8(Buffer.from(text.slice(0, 400), 'base64'))
}
