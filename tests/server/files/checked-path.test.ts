import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkedPath } from '../../../server/files/checked-path.ts'
import { HubError } from '../../../server/lib/errors.ts'

const reasonOf = (text: string): string | undefined => {
  try {
    checkedPath(text)
    return undefined
  } catch (error) {
    if (error instanceof HubError && error.code === 'bad_path') return String(error.details.reason)
    throw error
  }
}

test.each([
  '',
  'a',
  'a/b c/d.txt',
  '.hidden/._x',
  'Übung/日本語 😀.org',
  'A/a',
  'CONsole/nul-file/com10.txt',
  'a:b?c*"<>|',
  '...a',
])('takes %j', (text) => {
  expect(checkedPath(text)).toBe(text)
})

test.each([
  ['/a', 'empty'],
  ['a/', 'empty'],
  ['a//b', 'empty'],
  ['.', '".."'],
  ['a/../b', '".."'],
  ['a\\b', 'backslash'],
  ['a\0', 'control'],
  ['a\nb', 'control'],
  ['a\x7f', 'control'],
  ['a\u0085', 'control'],
  ['a./b', 'ends with'],
  ['a /b', 'ends with'],
  ['con', 'Windows'],
  ['a/NUL.txt', 'Windows'],
  ['Aux.tar.gz', 'Windows'],
  ['com1', 'Windows'],
  ['LPT9.x', 'Windows'],
  ['lpt³', 'Windows'],
  ['con .txt', 'Windows'],
  ['\ud800', 'Unicode'],
  ['x'.repeat(256), '255 bytes'],
  ['ü'.repeat(128), '255 bytes'],
  [Array(101).fill('a').join('/'), '100 folders'],
  [Array(20).fill('x'.repeat(250)).join('/'), '4000 bytes'],
])('refuses %j', (text, reason) => {
  expect(reasonOf(text)).toContain(reason)
})

test('takes names and paths just as long and deep as is allowed', () => {
  const deep = Array(100).fill('a').join('/')
  expect(checkedPath(deep)).toBe(deep)
  const long = Array(16).fill('x'.repeat(249)).join('/')
  expect(checkedPath(`${long}x`)).toHaveLength(4_000)
  expect(checkedPath('x'.repeat(255))).toHaveLength(255)
})

test('names that look the same are the same; case makes a difference', () => {
  expect(checkedPath('U\u0308bung')).toBe('\u00dcbung')
  expect(checkedPath('\u00dcbung')).toBe('\u00dcbung')
  expect(checkedPath('a')).not.toBe(checkedPath('A'))
})

const anyPath = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('a', 'B', '.', '..', '/', '\\', ' ', 'con', '\0', 'u\u0308', '%', 'é'))
    .map((parts) => parts.join('')),
)

test('what it lets through is safe, and stays as it is when it comes again', () => {
  fc.assert(
    fc.property(anyPath, (text) => {
      if (reasonOf(text) !== undefined) return
      const path = checkedPath(text)
      expect(checkedPath(path)).toBe(path)
      expect(path).toBe(path.normalize('NFC'))
      expect(path).not.toMatch(/[\p{Cc}\\]/u)
      const names = path === '' ? [] : path.split('/')
      for (const name of names) {
        expect(['', '.', '..']).not.toContain(name)
        expect(name).not.toMatch(/[. ]$/)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('every way to write a name in Unicode leads to the same path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
      const [one, other] = [reasonOf(text), reasonOf(text.normalize('NFD'))]
      expect(other).toBe(one)
      if (one === undefined) expect(checkedPath(text.normalize('NFD'))).toBe(checkedPath(text))
    }),
  )
})
