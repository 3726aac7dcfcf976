import { expect, it } from 'vitest'
import { valuesAt } from '../../app-modules/pointer.ts'

const json = {
  a: [{ b: 1 }, { b: 2 }, { c: 3 }, null],
  'x/y': { 'm~n': 'odd', '': 'empty' },
  list: [10, 20],
  ...JSON.parse('{"__proto__": {"own": 5}}'),
}

it.each([
  ['/a/*/b', [1, 2]],
  ['/a/1/b', [2]],
  ['/list/*', [10, 20]],
  ['/x~1y/m~0n', ['odd']],
  ['/x~1y/', ['empty']],
  ['/*/1', [{ b: 2 }, 20]],
  ['/a/9', []],
  ['/a/01', []],
  ['/list/length', []],
  ['/a/3/b', []],
  ['/constructor', []],
  ['/x~1y/__proto__', []],
])('%s finds %j', (pointer, values) => expect(valuesAt(json, pointer)).toEqual(values))

it('finds a key __proto__ only where the JSON has one', () => {
  expect(valuesAt(JSON.parse('{"__proto__": {"own": 5}}'), '/__proto__/own')).toEqual([5])
  expect(valuesAt({}, '/__proto__')).toEqual([])
})
