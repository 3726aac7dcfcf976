import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createFormats } from '../../renderer/texts/formats.ts'
import { languages, localeFor, pickLanguage } from '../../renderer/texts/languages.ts'
import { createTranslate } from '../../renderer/texts/translate.ts'
import de from '../../texts/de/window.json'
import pages from '../../texts/en/pages.json'
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
  const keys = Object.keys({ ...en, ...pages }).map(withoutForm)
  expect(keys.filter((key) => !isUsed(key))).toEqual([])
})

test('what loads first says only what loads with it', () => {
  const renderer = fileURLToPath(new URL('../../renderer/', import.meta.url))
  const seen = new Map<string, string>()
  const read = (file: string) => {
    if (seen.has(file) || !/\.tsx?$/.test(file)) return
    const source = readFileSync(file, 'utf8').replaceAll(/import type [^;]*? from '.*'/g, '')
    seen.set(file, source)
    for (const [, path = ''] of source.matchAll(/(?:from|import) '(\.[^']+)'/g)) {
      read(join(dirname(file), path))
    }
  }
  read(join(renderer, 'main.tsx'))
  expect(seen.size).toBeGreaterThan(50)
  const later = Object.keys(pages).map(withoutForm)
  const wrong = [...seen].flatMap(([file, source]) =>
    later
      .filter((key) => source.includes(`'${key}'`))
      .map((key) => [relative(renderer, file), key]),
  )
  expect(wrong).toEqual([])
})

test('fills in values, and numbers as the language writes them', () => {
  const english = createTranslate(en, 'en')
  const german = createTranslate(de, 'de')
  expect(english('device.behind', { version: 1234 })).toBe('Behind: has version 1,234')
  expect(german('device.behind', { version: 1234 })).toBe('Zurück: hat Version 1.234')
  expect(english('signIn.with', { provider: '{n}' })).toBe('Sign in with {n}')
})

test('chooses the form that the number wants', () => {
  const english = createTranslate(pages, 'en')
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
  expect(Object.keys(await load()).length).toBeGreaterThan(150)
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
