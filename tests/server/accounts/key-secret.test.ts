import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashKey, isMistyped, newKeyText } from '../../../server/accounts/key-secret.ts'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

test('keys are letters and digits after a prefix, and no two are the same', () => {
  const keys = Array.from({ length: 1_000 }, newKeyText)
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) {
    expect(key).toMatch(/^sxncd_[0-9A-Za-z]{49}$/)
    expect(isMistyped(key)).toBe(false)
  }
})

test('every letter of a key is random', () => {
  const keys = Array.from({ length: 500 }, newKeyText)
  // The first letter stands for what is left of 256 bits and takes few values.
  for (let at = 'sxncd_'.length + 1; at < 48; at += 1) {
    expect(new Set(keys.map((key) => key[at])).size, `letter ${at}`).toBeGreaterThan(40)
  }
})

test('any one letter that is wrong, missing, doubled or swapped is noticed', () => {
  const key = newKeyText()
  const place = fc.integer({ min: 6, max: key.length - 1 })
  fc.assert(
    fc.property(place, fc.constantFrom(...letters), (at, letter) => {
      const [before, after] = [key.slice(0, at), key.slice(at + 1)]
      const swapped = before.slice(0, -1) + (key[at] ?? '') + (before.at(-1) ?? '') + after
      for (const wrong of [
        before + letter + after,
        before + after,
        before + letter + key.slice(at),
      ]) {
        expect(isMistyped(wrong)).toBe(wrong !== key)
      }
      if (at > 6) expect(isMistyped(swapped)).toBe(swapped !== key)
    }),
  )
})

test('what was never meant to be a key is unknown, not mistyped', () => {
  for (const text of ['', 'key', 'Basic abc', 'SXNCD_abc', 'xsxncd_'])
    expect(isMistyped(text)).toBe(false)
  for (const text of ['sxncd_', 'sxncd_short', `${newKeyText()} `])
    expect(isMistyped(text)).toBe(true)
})

test('only a hash is kept', () => {
  const key = newKeyText()
  expect(hashKey(key)).toMatch(/^[\da-f]{64}$/)
  expect(hashKey(key)).not.toContain(key.slice(6, 20))
})
