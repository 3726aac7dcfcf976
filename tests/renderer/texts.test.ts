import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { de } from '../../renderer/texts/de.ts'
import { en } from '../../renderer/texts/en.ts'
import { createFormats } from '../../renderer/texts/formats.ts'
import { languages, localeFor, pickLanguage } from '../../renderer/texts/languages.ts'
import { createTranslate, type Plural, pieces } from '../../renderer/texts/translate.ts'

const formsOf = (text: string | Plural) =>
  typeof text === 'string' ? [text] : [text.one, text.other]
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

describe('German', () => {
  test('has every text of English, and no other', () => {
    expect(Object.keys(de).toSorted()).toEqual(Object.keys(en).toSorted())
  })

  test.each(Object.keys(en) as (keyof typeof en)[])(
    '%s asks for nothing that is not given',
    (key) => {
      const given = new Set(formsOf(en[key]).flatMap(names))
      // A plural is always given its number, whether English says it or not.
      if (typeof en[key] !== 'string') given.add('n')
      for (const form of formsOf(de[key])) {
        expect(form.trim()).not.toBe('')
        expect(names(form).filter((name) => !given.has(name ?? ''))).toEqual([])
      }
    },
  )
})

test('every text is used somewhere', () => {
  const root = new URL('../../renderer/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  const source = files
    .filter((file) => /\.tsx?$/.test(file) && !/texts.(?:en|de)\.ts$/.test(file))
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .join('\n')
  // `status.${level}` uses every text below `status.`.
  const families = [...source.matchAll(/`([\w.-]+\.\w*)\$\{/g)].map(([, family]) => family ?? '')
  const isUsed = (key: string) =>
    source.includes(`'${key}'`) ||
    source.includes(`"${key}"`) ||
    families.some((family) => key.startsWith(family))
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([])
})

test('fills in values, and numbers as the language writes them', () => {
  const english = createTranslate(en, 'en')
  const german = createTranslate(de, 'de')
  expect(english('device.behind', { version: 1234 })).toBe('Behind: has version 1,234')
  expect(german('device.behind', { version: 1234 })).toBe('Zurück: hat Version 1.234')
  expect(english('signIn.with', { provider: '{n}' })).toBe('Sign in with {n}')
})

test('chooses the form that the number wants', () => {
  const english = createTranslate(en, 'en')
  expect(english('status.versions', { n: 1 })).toBe('1 version')
  expect(english('status.versions', { n: 0 })).toBe('0 versions')
})

test('texts with fields in them fall into pieces', () => {
  expect(pieces('Keep {n} days.')).toEqual([
    { text: 'Keep ' },
    { text: '', name: 'n' },
    { text: ' days.' },
  ])
})

test('the language is the chosen one, else the first of the browser’s that there is', () => {
  expect(pickLanguage(undefined, ['fr-FR', 'de-AT', 'en'])).toBe('de')
  expect(pickLanguage('en', ['de'])).toBe('en')
  expect(pickLanguage('xx', ['nl'])).toBe('en')
  expect(localeFor('de', ['en', 'de-CH'])).toBe('de-CH')
})

test.each(languages)('$name loads', async ({ load }) => {
  expect(Object.keys(await load())).toHaveLength(Object.keys(en).length)
})

test.each(['en-US@posix', 'en-US.UTF-8', 'en_US', 'de@euro', 'DE', 'c', '', '-'])(
  'a tag of the system that browsers do not format by, %o, leaves a window that works',
  (tag) => {
    const language = pickLanguage(undefined, [tag])
    const locale = localeFor(language, [tag])
    expect(() => createFormats(locale).short(new Date(0))).not.toThrow()
    expect(language).toBe(/^de/i.test(tag) ? 'de' : 'en')
  },
)
