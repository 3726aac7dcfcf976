import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createFormats } from '../../renderer/texts/formats.ts'
import { languages, localeFor, pickLanguage } from '../../renderer/texts/languages.ts'
import { createTranslate } from '../../renderer/texts/translate.ts'
import de from '../../texts/de/window.json'
import en from '../../texts/en/window.json'
import { pieces, withoutForm } from '../../texts/translate.ts'

test('every text is used somewhere', () => {
  const root = new URL('../../renderer/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  const source = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .join('\n')
  // `status.${level}` uses every text below `status.`.
  const families = [...source.matchAll(/`([\w.-]+\.\w*)\$\{/g)].map(([, family]) => family ?? '')
  const isUsed = (key: string) =>
    source.includes(`'${key}'`) ||
    source.includes(`"${key}"`) ||
    families.some((family) => key.startsWith(family))
  const keys = Object.keys(en).map(withoutForm)
  expect(keys.filter((key) => !isUsed(key))).toEqual([])
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
  expect(Object.keys(await load()).length).toBeGreaterThan(600)
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
