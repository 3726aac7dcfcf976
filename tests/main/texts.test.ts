import { expect, test } from 'vitest'
import { textsFor } from '../../main/texts.ts'

test('the locale of the system chooses the language', () => {
  expect(['de', 'de-AT', 'DE-ch'].map((locale) => textsFor(locale).locale)).toEqual([
    'de',
    'de',
    'de',
  ])
  expect(['en-GB', 'fr', '', 'den'].map((locale) => textsFor(locale).locale)).toEqual([
    'en',
    'en',
    'en',
    'en',
  ])
})

test('every text is there in both languages, and not the same by oversight', () => {
  const [en, de] = [textsFor('en'), textsFor('de')]
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    const [a, b] = [en, de].map((texts) => {
      const text = texts[key]
      const fill = text as (...args: unknown[]) => string
      return typeof text === 'string' ? text : fill(2, 'b', 'c')
    })
    if (key !== 'linkStopped') expect(`${key}: ${a}`).not.toBe(`${key}: ${b}`)
  }
})
