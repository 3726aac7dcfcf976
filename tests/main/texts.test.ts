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
