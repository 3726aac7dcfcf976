import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSettings } from '../../../../renderer/features/compare/diff/compare-settings.ts'
import { factsOf } from '../../../../renderer/features/compare/diff/facts.ts'
import { sayFacts } from '../../../../renderer/features/compare/diff/words.ts'
import { readPair } from '../../../../renderer/features/compare/read/read-pair.ts'
import { createTranslate } from '../../../../renderer/texts/translate.ts'
import en from '../../../../texts/en/pages.json'

const t = createTranslate(en, 'en')

function words(before: string, after: string, fileName?: string): string {
  const comparison = compareSettings(before, after, [], fileName)
  return comparison.kind === 'settings' ? sayFacts(factsOf(comparison.changes), t) : comparison.kind
}

test('XML is compared by its entries', () => {
  const rules = (...names: string[]) =>
    `<?xml version="1.0"?><rules>${names.map((name) => `<rule name="${name}" block="1"/>`).join('')}</rules>`
  expect(words(rules('a', 'b'), rules('a', 'b', 'c'))).toBe('1 rule entry added (c)')
  // One alone is a list too where the other has several.
  expect(words(rules('a'), rules('a', 'b'))).toBe('1 rule entry added (b)')
  // An attribute with the name of an element hides none of the elements.
  const named = (...rules: string[]) =>
    `<a rule="1">${rules.map((rule) => `<rule id="${rule}"/>`).join('')}</a>`
  expect(words(named('x', 'y'), named('z', 'y'))).toBe(
    '1 <rule> entry added (z), 1 <rule> entry removed (x)',
  )
  const set = (dark: boolean) =>
    `<map><boolean name="dark" value="${dark}"/><string name="x">y</string></map>`
  expect(words(set(true), set(false))).toBe('dark changed')
})

test('settings by lines of key and value, and in sections', () => {
  expect(words('a=1\nb=2\n', 'a=1\nb=3\nc=4\n')).toBe('b changed, c added')
  expect(words('# note\n[ui]\ndark=true\nfont=1', '# note\n[ui]\ndark=false\nfont=1')).toBe(
    'ui › dark changed',
  )
})

test('YAML is told by the name of its file', () => {
  const before = 'terminal:\n  font: 12\ngroups:\n  - name: Home\n'
  const after = `${before}  - name: Work\n`
  expect(words(before, after, 'config.yaml')).toBe('1 group added (Work)')
  expect(words('Dear Ada:\nhello', 'Dear Ada:\nbye', 'letter.txt')).toBe('text')
})

test('a userscript is compared by its head and its code', () => {
  const script = (version: string, site: string, code: string) =>
    `// ==UserScript==\n// @name Tidy\n// @version ${version}\n// @match ${site}\n// ==/UserScript==\n${code}\n`
  const before = script('1', 'https://a.example/*', 'go()')
  expect(words(before, script('2', 'https://a.example/*', 'go(1)'))).toBe(
    'version changed, code changed',
  )
})

test('what stands twice in the head of a userscript is compared in full', () => {
  const script = (...names: string[]) =>
    `// ==UserScript==\n${names.map((name) => `// @author ${name}\n`).join('')}// ==/UserScript==\ngo()`
  expect(words(script('Ada', 'Bo'), script('Cy', 'Bo'))).toContain('(Cy)')
})

test('what is none of these is compared by lines, and so are comments', () => {
  for (const [before, after, name] of [
    ['<a>', '<a></b>', 'a.xml'],
    ['a: [', 'a: ]', 'a.yaml'],
    ['a=1\na=2', 'a=1\na=3', 'a.ini'],
    ['ui=1\n[ui]\na=1', 'ui=2\n[ui]\na=1', 'a.ini'],
    ['[a]\nx=1\n[a]\ny=1', '[a]\nx=2\n[a]\ny=1', 'a.ini'],
    ['one', 'two', 'a.txt'],
    ['<a><!-- 1 --></a>', '<a><!-- 2 --></a>', 'a.xml'],
  ] as const) {
    expect([before, words(before, after, name)]).toEqual([before, 'text'])
  }
})

test('traps end soon: deep XML, doubled entities, aliases of aliases, long texts', () => {
  const deep = `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`
  const entities = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
  const aliases = `a: &a [x]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(',')}]`).join('\n')}`
  const long = '<a>'.padEnd(5_000_000, 'x')
  const keys = `${'k'.repeat(200_000)}\n`.repeat(5)
  const started = performance.now()
  for (const [text, name] of [
    [deep, 'a.xml'],
    [entities, 'a.xml'],
    [aliases, 'a.yaml'],
    [long, 'a.xml'],
    [keys, 'a.ini'],
  ] as const) {
    expect([name, readPair(text, `${text} `, name)]).toEqual([name, undefined])
  }
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('no text makes it fail, whatever it is called', () => {
  const some = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('<a b="c">', '</a>', 'a=1', '[x]', '\n', '- a', ': ', '&a', '*a'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(some, some, fc.constantFrom('a.xml', 'a.yaml', 'a.ini', 'a'), (one, two, name) => {
      expect(['settings', 'text', 'same', 'opaque', 'rewritten']).toContain(
        compareSettings(one, two, [], name).kind,
      )
    }),
    { numRuns: 2_000 },
  )
})
