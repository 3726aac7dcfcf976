import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { textsFor } from '../../main/texts.ts'
import { namesIn } from '../../texts/placeholders.ts'
import { languagesOf, readTexts } from '../../texts/read-texts.ts'
import { createTranslate, namesByKey, withoutForm } from '../../texts/translate.ts'

const namespaces = ['window', 'pages', 'tray', 'checks', 'errors'] as const
const others = languagesOf('window').filter((language) => language !== 'en')

test('every language has every namespace', () => {
  expect(others).toContain('de')
  for (const namespace of namespaces) {
    expect(languagesOf(namespace).sort()).toEqual(['en', ...others].sort())
  }
})

const pairs = others.flatMap((language) => namespaces.map((one) => [language, one] as const))

test.each(pairs)('%s has every text of %s, and no other', (language, namespace) => {
  const english = namesByKey(readTexts('en', namespace))
  const texts = readTexts(language, namespace)
  expect([...namesByKey(texts).keys()].sort()).toEqual([...english.keys()].sort())
  const wrong = Object.entries(texts).filter(([key, text]) => {
    const given = english.get(withoutForm(key)) ?? []
    return text.trim() === '' || namesIn(text).some((name) => !given.includes(name))
  })
  expect(wrong).toEqual([])
})

test.each(pairs)('%s has each plural form of the language in %s', (language, namespace) => {
  const keys = new Set(Object.keys(readTexts(language, namespace)))
  const plurals = Object.keys(readTexts('en', namespace)).filter((key) => key.endsWith('_other'))
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
  const wanted = plurals.flatMap((key) =>
    pluralCategories.map((form) => `${withoutForm(key)}_${form}`),
  )
  expect(wanted.filter((key) => !keys.has(key))).toEqual([])
})

/** Words that German has taken over. */
const sameInGerman = new Set([
  ...['nav.apps', 'nav.hub', 'field.name', 'dashboard.title', 'version.number', 'connect.steps'],
  ...[
    'hub.title',
    'hub.nameTitle',
    'hub.apps',
    'fileList.order.name',
    'status.problem',
    'status.version',
  ],
])

test.each(namespaces)(
  'nothing in %s is English in German, but words that are the same',
  (namespace) => {
    const english = readTexts('en', namespace)
    const same = Object.entries(readTexts('de', namespace)).filter(
      ([key, text]) => text === english[key] && /[a-z]/i.test(text.replace(/\{\w+\}|UTC/g, '')),
    )
    expect(same.map(([key]) => key).filter((key) => !sameInGerman.has(key))).toEqual([])
  },
)

const folder = mkdtempSync(join(tmpdir(), 'sxncd-texts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Polish has four forms: it stands for any third language. */
const polish = {
  waiting_one: '[{n} one]',
  waiting_few: '[{n} few]',
  waiting_many: '[{n} many]',
  waiting_other: '[{n} other]',
  open: '[open]',
}

test('a third language is one more file a namespace: the tray takes it as it is', () => {
  cpSync(join(import.meta.dirname, '../../texts/en'), join(folder, 'en'), { recursive: true })
  mkdirSync(join(folder, 'pl'))
  writeFileSync(join(folder, 'pl/tray.json'), JSON.stringify(polish))
  const { locale, t } = textsFor('pl-PL', folder)
  expect(locale).toBe('pl')
  expect([1, 3, 5, 22, 1.5].map((n) => t('waiting', { n }))).toEqual([
    ...['[1 one]', '[3 few]', '[5 many]', '[22 few]', '[1,5 other]'],
  ])
  expect(t('open')).toBe('[open]')
  // What is not translated yet is said in English.
  expect(t('quit')).toBe('Quit')
})

test('values are put in as they are: nothing in them is a placeholder, a reference or markup', () => {
  const t = createTranslate<{ a: 'v' }>({ a: '<{v}>' }, 'en')
  for (const v of ['{v}', '$t(a)', '$1 $& $$', '<b>&amp;</b>', '{n}', 'a:b.c']) {
    expect(t('a', { v })).toBe(`<${v}>`)
  }
})
