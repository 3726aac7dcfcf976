import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareSettings,
  looksEncrypted,
} from '../../../renderer/features/compare/diff/compare-settings.ts'
import { excerpts } from '../../../renderer/features/compare/diff/excerpt.ts'
import { groupChanges } from '../../../renderer/features/compare/diff/group-changes.ts'

const kind = (before: string, after: string) => compareSettings(before, after, []).kind
const sealed = (text: string) => Buffer.from(text.repeat(30)).toString('base64')

test('tells how far two versions can be compared', () => {
  expect(kind('{"a":1}', '{"a":1}')).toBe('same')
  expect(kind('{"a":1,"b":2}', '{ "b": 2, "a": 1 }')).toBe('rewritten')
  expect(kind('{"a":1}', '{"a":2}')).toBe('settings')
  expect(kind('a = 1\nb = 2', 'a = 1\nb = 3')).toBe('settings')
  expect(kind('Dear Ada,\nhello', 'Dear Ada,\nbye')).toBe('text')
  expect(kind('{"a":1}', 'not JSON any more')).toBe('text')
  expect(kind(sealed('one'), sealed('two'))).toBe('opaque')
  expect(compareSettings('{"a":1}', sealed('two'), [])).toEqual({
    kind: 'opaque',
    before: 'json',
    after: 'encrypted',
  })
})

test('a JSON string is taken for what it holds', () => {
  expect(kind(JSON.stringify('line 1'), JSON.stringify('line 2'))).toBe('text')
  expect(kind(JSON.stringify(sealed('one')), JSON.stringify(sealed('two')))).toBe('opaque')
})

test('a byte order mark does no harm', () => {
  expect(kind('\ufeff{"a":1}', '{"a":2}')).toBe('settings')
})

test('short words are not taken for encrypted', () => {
  expect(looksEncrypted('dark')).toBe(false)
  expect(looksEncrypted('a sentence that is rather long but has spaces in it')).toBe(false)
  expect(looksEncrypted(sealed('secret'))).toBe(true)
})

const modules = new URL('../../../app-modules/', import.meta.url)
const formatOf = (type: string): string =>
  JSON.parse(readFileSync(new URL(`${type}/manifest.json`, modules), 'utf8')).export.format
const types = readdirSync(modules, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && formatOf(entry.name) === 'json')
  .map(({ name }) => name)

describe.each(types)('the sample of %s', (type) => {
  const read = (file: string) => readFileSync(new URL(`${type}/${file}`, modules), 'utf8')
  const { volatile } = JSON.parse(read('manifest.json')).export as { volatile: string[] }
  const sample = read('sample.json')

  test('is the same as itself, also when written without spaces', () => {
    expect(compareSettings(sample, sample, volatile).kind).toBe('same')
    const compact = JSON.stringify(JSON.parse(sample))
    expect(compareSettings(sample, compact, volatile).kind).toBe('rewritten')
  })

  test.each(volatile)('folds away %s, which changes by itself', (pointer) => {
    const changed = withChange(JSON.parse(sample), pointer.split('/').slice(1))
    const comparison = compareSettings(sample, JSON.stringify(changed), volatile)
    if (comparison.kind !== 'settings') throw new Error(`${pointer} leads nowhere`)
    expect(comparison.changes.every((change) => change.volatile)).toBe(true)
  })
})

/** The settings with other values wherever a pointer leads. */
function withChange(value: unknown, [part, ...rest]: string[]): unknown {
  if (part === undefined) return `${JSON.stringify(value)} changed`
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value }
  const fields = copy as Record<string, unknown>
  for (const key of part === '*' ? Object.keys(fields) : [part]) {
    if (Object.hasOwn(fields, key)) fields[key] = withChange(fields[key], rest)
  }
  return copy
}

test('changes stand under their first key, with names a person knows', () => {
  const before = JSON.stringify({ apps: [{ id: 1, name: 'Notes', apkIndex: 0 }], theme: 'a' })
  const after = JSON.stringify({ apps: [{ id: 1, name: 'Notes', apkIndex: 1 }], theme: 'b' })
  const comparison = compareSettings(before, after, [])
  const changes = comparison.kind === 'settings' ? comparison.changes : []
  const groups = groupChanges(changes).map(({ key, rows }) => [
    key,
    rows.map(({ labels }) => labels),
  ])
  expect(groups).toEqual([
    ['apps', [['Notes', 'apk index']]],
    ['theme', [[]]],
  ])
})

test('long texts are cut to where they differ', () => {
  const long = (middle: string) => `${'a'.repeat(300)}${middle}${'b'.repeat(300)}`
  const { before, after } = excerpts(long('one'), long('two'))
  expect(before).toMatch(/^…a+oneb+…$/)
  expect(after).toMatch(/^…a+twob+…$/)
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), fc.string({ maxLength: 400 }), (a, b) => {
      const cut = excerpts(a, b)
      expect(Math.max(cut.before.length, cut.after.length)).toBeLessThanOrEqual(123)
    }),
  )
})
