import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentIdOf } from '../../../../server/slots/upload.ts'
import {
  decodeText,
  decodeVersion,
  encodeText,
  encodeVersion,
  numberInName,
  type VersionHeader,
  versionFileName,
} from '../../../../server/storage/lowdb/version-file.ts'
import { damages, flips, versionOf } from './support.ts'

function fileOf(text: string, more: Partial<VersionHeader> = {}): Buffer {
  const { encoding, bytes } = encodeText(text)
  const header: VersionHeader = {
    format: 'sxncd-version-1',
    number: 3,
    ...versionOf(text),
    contentId: hash('sha256', bytes),
    encoding,
    ...more,
  }
  return encodeVersion(header, more.contentIn === undefined ? bytes : undefined)
}

test('any text comes back as it was, also without a meaning in Unicode', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  const lone = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((a) => String.fromCharCode(...a))
  fc.assert(
    fc.property(fc.oneof(anyText, lone), (text) => {
      const { header, content } = decodeVersion(fileOf(text))
      return decodeText(header.encoding, content) === text
    }),
    { numRuns: 200 },
  )
})

test('text without a meaning in Unicode has not the bytes of any other text', () => {
  const lone = 'a\ud800'
  const { bytes } = encodeText(lone)
  expect(bytes.toString('hex')).toBe('fffe610000d8')
  expect(isUtf8(bytes)).toBe(false)
  expect(hash('sha256', bytes)).toBe(contentIdOf(lone))
  // These code units are also the UTF-8 of another text.
  const [units, twin] = ['\ud841\u4180', 'A\u0600A']
  expect(Buffer.from(units, 'utf16le')).toEqual(Buffer.from(twin))
  expect(contentIdOf(twin)).not.toBe(contentIdOf(units))
})

test.each([
  ['with its settings', fileOf('{"a":1,\n"b":[2]}')],
  ['with a device whose name is no text', fileOf('x', { deviceName: '\ufffd \u{1f600}' })],
  ['that shares its settings', fileOf('shared', { contentIn: 2 })],
])('a version %s: every bit that turns is noticed, and every cut', (_, bytes) => {
  expect(decodeVersion(bytes).header.number).toBe(3)
  for (const bad of flips(bytes)) expect(() => decodeVersion(bad)).toThrow()
  for (const bad of damages(bytes)) expect(() => decodeVersion(bad)).toThrow()
})

test('names sort by number and are never the same', () => {
  expect(numberInName(versionFileName(41))).toBe(41)
  expect(versionFileName(9) < versionFileName(10)).toBe(true)
  expect(versionFileName(9)).not.toBe(versionFileName(9))
  expect(numberInName('notes.version')).toBe(0)
})
