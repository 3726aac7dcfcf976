import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillPerDevice, splitPerDevice } from '../../../server/merge/per-device.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { jsonSettings } from '../slots/json-source.ts'
import { cases, hints } from './cases.ts'

const paths = ['/now', '/whole/a', '/more', '/apps/*/place', '/apps/*/more/a', '/a/b', '/list/0/a']
const numRuns = scaled(100, 100_000)
const timeout = Math.max(20_000, numRuns * 10)

const split = (text: string) => {
  const parts = splitPerDevice(text, paths, hints)
  if (!parts) throw new Error('no JSON')
  return parts
}
const fill = (text: string, own: string) => fillPerDevice(text, split(own).own, paths, hints)

describe('what stays on each device', () => {
  test('is filled in, and nothing else is touched', { timeout }, () => {
    fc.assert(
      fc.property(cases, ({ mine, theirs }) => {
        expect(fill(mine, mine)).toBe(mine)
        const filled = fill(theirs, mine)
        expect(() => JSON.parse(filled)).not.toThrow()
        expect(split(filled).shared).toBe(split(theirs).shared)
        expect(fill(filled, mine)).toBe(filled)
        // What the device had, it has, wherever the object of it is still there; and no more.
        const [had, has] = [split(mine).own, new Map(split(filled).own.map((one) => [one.at, one]))]
        for (const { at, values } of had) {
          const now = has.get(at)
          if (now) expect(new Map(now.values)).toEqual(new Map(values))
        }
        // An object that is new to the device is as the other device had it.
        const known = new Set(had.map(({ at }) => at))
        for (const one of split(theirs).own) {
          if (!known.has(one.at)) expect(has.get(one.at)).toEqual(one)
        }
      }),
      { numRuns },
    )
    figure('settings filled in for one device', numRuns)
  })

  test('is never cut out of the middle of anything, whatever JSON there is', { timeout }, () => {
    const all = ['/*', '/*/*', '/a', '/0/a']
    fc.assert(
      fc.property(jsonSettings, jsonSettings, (text, other) => {
        const own = splitPerDevice(other, all)?.own
        expect(fillPerDevice(other, own, all)).toBe(other)
        const filled = fillPerDevice(text, own, all)
        expect(() => JSON.parse(filled)).not.toThrow()
        expect(fillPerDevice(filled, own, all)).toBe(filled)
        expect(splitPerDevice(filled, all)?.shared).toBe(splitPerDevice(text, all)?.shared)
      }),
      { numRuns: scaled(200, 20_000) },
    )
  })

  test('is as it is for a device that has sent nothing yet, where no path is marked, and for what is no JSON', () => {
    const text = '{ "now": 1 }'
    expect(fillPerDevice(text, undefined, paths, hints)).toBe(text)
    expect(fillPerDevice(text, split('{"now":2}').own, [])).toBe(text)
    expect(splitPerDevice('now: 1', paths)).toBeUndefined()
    expect(fillPerDevice('now: 1', split('{"now":2}').own, paths)).toBe('now: 1')
  })

  test('keeps spaces, order and spellings around it', () => {
    const mine = '{"now":1e400, "apps":[{"id":1,"place":{"x": 1}}, {"id":2}]}'
    const theirs =
      '{\n  "apps": [\n    { "id": 3, "place": "new" },\n    { "id": 2, "place": "theirs" },\n    { "id": 1 }\n  ],\n  "z": "\\u0041"\n}\n'
    expect(fill(theirs, mine)).toBe(
      '{\n  "apps": [\n    { "id": 3, "place": "new" },\n    { "id": 2 },\n    { "id": 1, "place": {"x": 1} }\n  ],\n  "z": "\\u0041",\n  "now": 1e400\n}\n',
    )
  })

  test('does not make an object again that was removed', () => {
    expect(fill('{"whole":{}}', '{"whole":{"a":1}}')).toBe('{"whole":{"a":1}}')
    expect(fill('{}', '{"whole":{"a":1}}')).toBe('{}')
  })

  test('follows an item by its identity, and a list without one by no star', () => {
    const one = (text: string, own: string, path: string, byId: boolean) => {
      const given = byId ? { identity: { '/l/*': '/id' } } : {}
      return fillPerDevice(text, splitPerDevice(own, [path], given)?.own, [path], given)
    }
    const [text, own] = [
      '{"l":[{"id":2,"v":0},{"id":1,"v":0}]}',
      '{"l":[{"id":1,"v":5},{"id":2,"v":6}]}',
    ]
    expect(one(text, own, '/l/*/v', true)).toBe('{"l":[{"id":2,"v":6},{"id":1,"v":5}]}')
    expect(one(text, own, '/l/=1/v', true)).toBe('{"l":[{"id":2,"v":0},{"id":1,"v":5}]}')
    expect(one(text, own, '/l/*/v', false)).toBe(text)
    expect(one(text, own, '/l/0/v', false)).toBe('{"l":[{"id":2,"v":5},{"id":1,"v":0}]}')
  })

  test('a text with a mark and keys that are there twice stays as it is', () => {
    const text = '\ufeff{"now":1,"now":2,"__proto__":{"now":3}}'
    expect(fill(text, '{"now":9}')).toBe(text)
  })
})
