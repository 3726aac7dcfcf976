import { describe, expect, test } from 'vitest'
import { factsOf } from '../../../renderer/features/compare/diff/facts.ts'
import { readable, sayFacts } from '../../../renderer/features/compare/diff/words.ts'
import { createTranslate } from '../../../renderer/texts/translate.ts'
import de from '../../../texts/de/pages.json'
import en from '../../../texts/en/pages.json'
import { between } from './json.ts'

const english = createTranslate(en, 'en')
const german = createTranslate(de, 'de')
const say = (before: unknown, after: unknown, volatile: string[] = [], t = english) =>
  sayFacts(factsOf(between(before, after, volatile)), t)

const app = (id: number, more: object = {}) => ({ id, name: `App ${id}`, ...more })

test('counts what came and names what changed', () => {
  const before = { theme: { mode: 1, font: 2 }, apps: [app(1)] }
  const after = { theme: { mode: 2, font: 3 }, apps: [app(1), app(2), app(3)] }
  expect(say(before, after)).toBe('2 apps added (App 2, App 3), theme changed')
  expect(say(before, after, [], german)).toBe('2 apps hinzugefügt (App 2, App 3), theme geändert')
})

test('one is one, and many are not named', () => {
  expect(say({ apps: [app(1)] }, { apps: [] })).toBe('1 app removed (App 1)')
  const many = [1, 2, 3, 4, 5].map((id) => app(id))
  expect(say({ apps: [] }, { apps: many })).toBe('5 apps added')
})

test('an item counts once, however much of it changed', () => {
  const before = { apps: [app(1, { a: 1, b: 1 })] }
  expect(say(before, { apps: [app(1, { a: 2, b: 2 })] })).toBe('1 app changed (App 1)')
})

test('a list whose name is no plural holds entries', () => {
  expect(say({ whitelist: ['a'] }, { whitelist: ['a', 'b'] })).toBe('1 whitelist entry added (b)')
  expect(say({ whitelist: ['a'] }, { whitelist: ['a', 'b'] }, [], german)).toBe(
    '1 Eintrag in whitelist hinzugefügt (b)',
  )
  expect(say([app(1)], [app(1), app(2)])).toBe('1 entry added (App 2)')
})

test('an object of like things counts as a list', () => {
  const site = { dark: true, since: 1 }
  const before = { sites: { 'a.example': site, 'b.example': site } }
  const after = { sites: { 'a.example': site, 'b.example': site, 'c.example': site } }
  expect(say(before, after)).toBe('1 site added (c.example)')
})

test('one setting is named by its way, many are counted', () => {
  expect(say({ view: { listSort: 'a' } }, { view: { listSort: 'b' } })).toBe(
    'view › list sort changed',
  )
  expect(say({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 2, d: 2 })).toBe('4 settings changed')
  expect(say({}, { beta: true })).toBe('beta added')
})

test('another order and another kind of value are said', () => {
  expect(say({ rules: ['a', 'b'] }, { rules: ['b', 'a'] })).toBe('rules in another order')
  expect(say([1], { a: 1 })).toBe('everything changed')
})

test('what changes by itself is not said', () => {
  const volatile = ['/exportedAt', '/apps/*/seen']
  const before = { exportedAt: 1, apps: [app(1, { seen: 1 })] }
  expect(say(before, { exportedAt: 2, apps: [app(1, { seen: 2 })] }, volatile)).toBe('')
})

describe('readable', () => {
  test.each([
    ['defaultSortType', 'default sort type'],
    ['setting_general_theme', 'setting general theme'],
    ['apkUrls', 'apk urls'],
    ['useHTTPProxy', 'use HTTP proxy'],
    ['intranet.example.org', 'intranet.example.org'],
    ['Night rules', 'Night rules'],
  ])('%s', (key, words) => expect(readable(key)).toBe(words))
})
