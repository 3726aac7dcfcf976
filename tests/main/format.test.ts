import { expect, test } from 'vitest'
import { agoText, sizeText } from '../../main/format.ts'
import { textsFor } from '../../main/texts.ts'

const now = Date.parse('2025-03-01T12:00:00Z')
const [en, de] = [textsFor('en-GB'), textsFor('de-AT')]

test.each([
  [0, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [59 * 60_000, '59 minutes ago'],
  [3_600_000, '1 hour ago'],
  [86_400_000, '1 day ago'],
  [400 * 86_400_000, '400 days ago'],
  [-5_000, 'just now'],
])('%i ms ago is %s', (ms, text) => {
  expect(agoText(now - ms, now, en)).toBe(text)
})

test('in German too', () => {
  expect(agoText(now - 120_000, now, de)).toBe('vor 2 Minuten')
})

test('sizes', () => {
  expect([0, 999, 1_000, 123_456].map((size) => sizeText(size, en))).toEqual([
    '0 byte',
    '999 byte',
    '1 kB',
    '123 kB',
  ])
})
