import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  areEqual,
  canonical,
  parseNode,
  write as writeNode,
} from '../../../renderer/features/compare/diff/node.ts'
import { between, differences, settings, write } from './json.ts'

const flipped = { added: 'removed', removed: 'added' } as Record<string, string>
const brief = (changes: ReturnType<typeof between>) =>
  changes.map(({ kind, path }) => `${kind} ${path.map(({ key }) => key).join('/')}`)

describe('properties', () => {
  test('what did not change has no differences, however its keys are ordered', () => {
    const check = (value: unknown) => {
      const text = write(value)
      const turned = write(value, (items) => items.toReversed())
      expect(differences(text, text)).toEqual([])
      expect(differences(text, turned)).toEqual([])
    }
    fc.assert(fc.property(settings, check))
  })

  test('there are no differences only where nothing is different', () => {
    const check = (before: unknown, after: unknown) => {
      const [a, b] = [write(before), write(after)]
      expect(differences(a, b).length === 0).toBe(areEqual(parseNode(a), parseNode(b)))
    }
    fc.assert(fc.property(settings, settings, check), { numRuns: 500 })
  })

  test('read backwards, what was added was removed', () => {
    const count = (changes: ReturnType<typeof between>, kind: string) =>
      changes.filter((change) => change.kind === kind).length
    const check = (before: unknown, after: unknown) => {
      const there = differences(write(before), write(after))
      const back = differences(write(after), write(before))
      for (const kind of ['added', 'removed']) {
        expect(count(there, kind)).toBe(count(back, flipped[kind] ?? ''))
      }
    }
    fc.assert(fc.property(settings, settings, check), { numRuns: 500 })
  })

  test('a value is read and written without change', () => {
    const check = (value: unknown) => {
      const node = parseNode(write(value))
      expect(canonical(parseNode(writeNode(node)))).toBe(canonical(node))
    }
    fc.assert(fc.property(settings, check))
  })
})

test('numbers are told apart as they are written', () => {
  const [change] = differences('{"n":12345678901234567890}', '{"n":12345678901234567891}')
  expect(change).toMatchObject({
    before: { text: '12345678901234567890' },
    after: { text: '12345678901234567891' },
  })
})

test('a number written otherwise is the same number', () => {
  const pairs = [
    ['1', '1.0'],
    ['1e3', '1000'],
    ['-0', '0.00'],
    ['0.10', '1E-1'],
    ['120e-1', '12'],
  ]
  for (const [a, b] of pairs) expect(differences(`[${a}]`, `[${b}]`)).toEqual([])
  expect(differences('{"n":1e400}', '{"n":1e401}')).toHaveLength(1)
})

test('items are followed by what names them, not by their place', () => {
  const before = {
    apps: [
      { id: 1, on: true },
      { id: 2, on: true },
    ],
  }
  const after = {
    apps: [
      { id: 3, on: true },
      { id: 2, on: false },
    ],
  }
  expect(brief(between(before, after))).toEqual([
    'added apps/0',
    'changed apps/1/on',
    'removed apps/0',
  ])
})

test('plain values come and go; another order is one change', () => {
  expect(brief(between({ sites: ['a', 'b'] }, { sites: ['b', 'c'] }))).toEqual([
    'added sites/1',
    'removed sites/0',
  ])
  expect(brief(between({ sites: ['a', 'b'] }, { sites: ['b', 'a'] }))).toEqual(['reordered sites'])
  expect(brief(between(['a', 'a'], ['a']))).toEqual(['removed 1'])
})

test('settings kept as JSON inside a string are compared inside', () => {
  const app = (inside: object) => ({ apps: [{ id: 1, more: JSON.stringify(inside) }] })
  expect(brief(between(app({ beta: false }), app({ beta: true })))).toEqual([
    'changed apps/0/more/beta',
  ])
})

test('a list without names is paired in its order', () => {
  const before = [{ settings: { on: true } }, { id: 7, code: 'x' }]
  const after = [{ settings: { on: false } }, { id: 7, code: 'x' }]
  expect(brief(between(before, after))).toEqual(['changed 0/settings/on'])
})

test('what changes by itself is marked, by key and by any index', () => {
  const before = { at: 1, apps: [{ id: 1, seen: 1, on: true }] }
  const after = { at: 2, apps: [{ id: 1, seen: 2, on: false }] }
  const changes = between(before, after, ['/at', '/apps/*/seen'])
  expect(changes.map(({ path, volatile }) => [path.at(-1)?.key, volatile])).toEqual([
    ['at', true],
    ['seen', true],
    ['on', false],
  ])
})

test('a pointer covers what lies below it and reads escapes', () => {
  const [change] = between({ 'a/b': { c: 1 } }, { 'a/b': { c: 2 } }, ['/a~1b'])
  expect(change?.volatile).toBe(true)
})
