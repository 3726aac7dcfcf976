import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeTexts, sameContent } from '../../../server/merge/merge-texts.ts'
import type { MergeInput, Side } from '../../../server/merge/outcome.ts'
import { scaled } from '../../faults/scale.ts'
import { jsonSettings } from '../slots/json-source.ts'

type Rest = Partial<Omit<MergeInput, 'base' | 'mine' | 'theirs'>>

function merge(base: string, mine: string, theirs: string, rest: Rest = {}) {
  const outcome = mergeTexts({ base, mine, theirs, newer: 'mine', ...rest })
  if (outcome.kind !== 'merged') throw new Error(outcome.reason)
  return outcome
}
const numRuns = scaled(100, 20_000)
const timeout = Math.max(20_000, numRuns * 20)

const byId = { identity: { '/l/*': '/id' } }

describe('JSON', () => {
  test('keeps spaces, order, numbers and spellings where nothing changed', () => {
    const base = '{ "z": 1.0,\t"a":  "\\u0041" , "n": 12345678901234567890,\n "l": [1, 2 ,3] }\n'
    const mine = base.replace('1.0', '1e400')
    const theirs = base.replace('[1, 2 ,3]', '[1, 2 ,3, 4]').replace('"n"', '"new": {"x" : 1}, "n"')
    expect(merge(base, mine, theirs).text).toBe(
      '{ "z": 1e400,\t"a":  "\\u0041" , "new": {"x" : 1}, "n": 12345678901234567890,\n "l": [1, 2 ,3, 4] }\n',
    )
  })

  test('tells what was taken from whom, and what is a choice', () => {
    const base = '{"a":1,"b":1,"c":1,"d":1,"l":[{"id":1,"v":1},{"id":2}]}'
    const mine = '{"a":2,"b":1,"c":2,"d":2,"l":[{"id":1,"v":2},{"id":2}]}'
    const theirs = '{"a":1,"c":2,"d":3,"l":[{"id":2},{"id":1,"v":3}],"e":1}'
    const { text, changes, choices } = merge(base, mine, theirs, { newer: 'theirs', hints: byId })
    expect(text).toBe('{"a":2,"c":2,"d":3,"l":[{"id":2},{"id":1,"v":3}],"e":1}')
    expect(changes).toEqual([
      { from: 'mine', kind: 'changed', path: '/a', before: '1', after: '2' },
      { from: 'theirs', kind: 'removed', path: '/b', before: '1' },
      { from: 'both', kind: 'changed', path: '/c', before: '1', after: '2' },
      { from: 'theirs', kind: 'moved', path: '/l', before: '[1,2]', after: '[2,1]' },
      { from: 'theirs', kind: 'added', path: '/e', after: '1' },
    ])
    expect(choices).toEqual([
      { kind: 'value', path: '/d', base: '1', mine: '2', theirs: '3', taken: 'theirs' },
      { kind: 'value', path: '/l/=1/v', base: '1', mine: '2', theirs: '3', taken: 'theirs' },
    ])
    const decisions = new Map<string, Side>([
      ['/d', 'mine'],
      ['/gone', 'mine'],
    ])
    expect(merge(base, mine, theirs, { newer: 'theirs', hints: byId, decisions }).text).toBe(
      text.replace('"d":3', '"d":2'),
    )
  })

  test('lets a person choose between removed and changed, and between two orders', () => {
    const base = '{"l":[{"id":1},{"id":2},{"id":3}]}'
    const mine = '{"l":[{"id":3},{"id":1}]}'
    const theirs = '{"l":[{"id":2,"v":1},{"id":3},{"id":1}]}'
    const { text, choices } = merge(base, mine, theirs, { hints: byId })
    expect(text).toBe('{"l":[{"id":3},{"id":1}]}')
    expect(choices).toEqual([
      { kind: 'value', path: '/l/=2', base: '{"id":2}', theirs: '{"id":2,"v":1}', taken: 'mine' },
    ])
    const decisions = new Map<string, Side>([['/l/=2', 'theirs']])
    expect(merge(base, mine, theirs, { hints: byId, decisions }).text).toBe(
      '{"l":[{"id":2,"v":1},{"id":3},{"id":1}]}',
    )
    const [one, other] = [
      '{"l":[{"id":2},{"id":1},{"id":3}]}',
      '{"l":[{"id":1},{"id":3},{"id":2}]}',
    ]
    const moved = merge(base, one, other, { hints: byId })
    expect(moved.choices).toEqual([
      {
        kind: 'order',
        path: '/l',
        base: '[1,2,3]',
        mine: '[2,1,3]',
        theirs: '[1,3,2]',
        taken: 'mine',
      },
    ])
    const turned = new Map<string, Side>([['/l', 'theirs']])
    expect(merge(base, one, other, { hints: byId, decisions: turned }).text).toBe(other)
  })

  test('counts a move past an item that the other side removed as a change', () => {
    const hints = { identity: { '/l/*': '' }, volatile: ['/at'] }
    const [base, mine] = ['{"l":[0,1],"at":0}', '{"l":[2,1],"at":1}']
    const theirs = '{"l":[1,0],"at":3}'
    expect(merge(base, mine, theirs, { hints, newer: 'theirs' }).text).toContain('"at":3')
  })

  test('never has an item twice because both moved or added it', () => {
    expect(merge('[1,2,3,4,5,6]', '[6,1,2,3,4,5]', '[1,2,3,6,4,5]').choices).toHaveLength(1)
    expect(merge('[1,2,3]', '[9,1,2,3]', '[1,2,3,9]').choices).toHaveLength(1)
    expect(merge('[1,2,3,4]', '[4,1,2,3]', '[1,2,3]').choices).toHaveLength(1)
    expect(merge('[1,2,3,4]', '[0,1,2,3,4]', '[1,2,3]').text).toBe('[0,1,2,3]')
  })

  test('takes a key that is there twice, and one called __proto__, as they are', () => {
    const base = '{"p":{"a":1,"a":2},"__proto__":{"x":1},"q":1}'
    const theirs = base.replace('"q":1', '"q":2')
    const mine = base.replace('"a":2', '"a":3').replace('"x":1', '"x":2')
    expect(merge(base, mine, theirs).text).toBe('{"p":{"a":1,"a":3},"__proto__":{"x":2},"q":2}')
    const both = base.replace('"a":1', '"a":4')
    expect(merge(base, mine, both).choices.map(({ path }) => path)).toEqual(['/p'])
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  test('in a JSON string is merged inside it; a string in settings is one value', () => {
    const wrap = (value: unknown) => JSON.stringify(JSON.stringify(value))
    const merged = merge(wrap({ a: 1, b: 1 }), wrap({ a: 2, b: 1 }), wrap({ a: 1, b: 2 }))
    expect(merged).toMatchObject({ format: 'json', text: wrap({ a: 2, b: 2 }), choices: [] })
    const [base, mine, theirs] = [
      { a: 1, b: 1 },
      { a: 2, b: 1 },
      { a: 1, b: 2 },
    ].map((value) => JSON.stringify({ s: JSON.stringify(value) })) as [string, string, string]
    expect(merge(base, mine, theirs).choices.map(({ path }) => path)).toEqual(['/s'])
  })

  test('of any kind merges by the laws that need no telling', { timeout }, () => {
    fc.assert(
      fc.property(jsonSettings, jsonSettings, jsonSettings, (base, mine, theirs) => {
        if (![base, mine, theirs].every((text) => /^\s*[[{]/.test(text))) return
        expect(merge(base, mine, base).text).toBe(mine)
        expect(merge(base, base, theirs).text).toBe(theirs)
        expect(merge(base, mine, mine).text).toBe(mine)
        const { text } = merge(base, mine, theirs)
        expect(() => JSON.parse(text)).not.toThrow()
        expect(text.length).toBeLessThanOrEqual(mine.length + theirs.length)
        const turned = mergeTexts({ base, mine: theirs, theirs: mine, newer: 'theirs' })
        expect(turned).toMatchObject({ text })
      }),
      { numRuns },
    )
  })
})

describe('text', () => {
  const base = 'one\ntwo\nthree\nfour\nfive\n'

  test('is merged line by line', () => {
    const merged = merge(base, base.replace('two', '2'), base.replace('five\n', 'five\nsix\n'))
    expect(merged).toMatchObject({
      format: 'text',
      text: 'one\n2\nthree\nfour\nfive\nsix\n',
      choices: [],
    })
    expect(merged.changes).toEqual([
      { from: 'mine', kind: 'changed', path: '/2', before: 'two\n', after: '2\n' },
      { from: 'theirs', kind: 'added', path: '/6', after: 'six\n' },
    ])
  })

  test('has a choice where both changed the same lines', () => {
    const [mine, theirs] = [base.replace('two', '2'), base.replace('two\n', '')]
    const { text, choices } = merge(base, mine, theirs)
    expect(text).toBe(mine)
    expect(choices).toEqual([
      { kind: 'value', path: '/2', base: 'two\n', mine: '2\n', taken: 'mine' },
    ])
    const decisions = new Map<string, Side>([['/2', 'theirs']])
    expect(merge(base, mine, theirs, { decisions }).text).toBe(theirs)
  })

  test('that has nothing in common is one choice', () => {
    const lines = (from: string) => Array.from({ length: 900 }, (_, n) => `${from}${n}\n`).join('')
    const { choices } = merge(lines('a'), lines('b'), lines('c'))
    expect(choices.map(({ path }) => path)).toEqual([''])
  })

  test('merges by the laws too', { timeout }, () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', 'end'), { maxLength: 8 })
    const texts = text.map((lines) => `#${lines.join('')}`)
    fc.assert(
      fc.property(texts, texts, texts, (base, mine, theirs) => {
        expect(merge(base, mine, base).text).toBe(mine)
        expect(merge(base, base, theirs).text).toBe(theirs)
        expect(merge(base, mine, mine).text).toBe(mine)
        const turned = merge(base, theirs, mine, { newer: 'theirs' })
        expect(turned.text).toBe(merge(base, mine, theirs).text)
      }),
      { numRuns },
    )
  })
})

test('what is encrypted is never merged, and no bytes', () => {
  const sealed = () => randomBytes(60).toString('base64')
  const refused = (reason: string) => ({ kind: 'refused', reason })
  const run = (...[base, mine, theirs]: [string, string, string]) =>
    mergeTexts({ base, mine, theirs, newer: 'mine' })
  expect(run(sealed(), sealed(), sealed())).toEqual(refused('encrypted'))
  expect(run('{}', '{}', 'sxncd1.abc')).toEqual(refused('encrypted'))
  const envelope = () => JSON.stringify({ salt: 'abc', data: sealed() })
  expect(run(envelope(), envelope(), envelope())).toEqual(refused('encrypted'))
  expect(run('a', 'PK\0\u0003', 'b')).toEqual(refused('bytes'))
  expect(run('a', '\ufffd\u0001', 'b')).toEqual(refused('bytes'))
})

test('contents are the same if only spaces, order of keys and volatile values differ', () => {
  const hints = { volatile: ['/at'] }
  expect(sameContent('{"a":1,"b":"A","at":1}', '{ "at": 2, "b": "\\u0041", "a": 1 }', hints)).toBe(
    true,
  )
  expect(sameContent('{"a":1}', '{"a":1.0}')).toBe(false)
  expect(sameContent('[1,2]', '[2,1]')).toBe(false)
  expect(sameContent('a ', 'a')).toBe(false)
  expect(sameContent('{"a":1,"a":2}', '{"a":2,"a":1}')).toBe(false)
})
