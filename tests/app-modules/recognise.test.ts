import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { recognise, shapeOf, shapeOfText } from '../../app-modules/recognise.ts'

const { modules } = loadAppModules([builtInModules])
const samples = new Map(
  [...modules].flatMap(([type, { shape }]) => (shape ? [[type, shape] as const] : [])),
)
const sampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(join(builtInModules, type, 'sample.json'), 'utf8'))
const recognised = (json: unknown) => {
  const shape = shapeOf(json)
  return shape && recognise(shape, samples)
}

test.each([...samples.keys()])('the export of %s is known by its content', (type) => {
  expect(recognised(sampleOf(type))).toEqual({ app: type, sure: true })
})

test.each([...samples.keys()])('%s: so is one of a newer version, with fewer fields', (type) => {
  const sample = sampleOf(type)
  const some = (value: object) => Object.fromEntries(Object.entries(value).slice(0, 4))
  const newer = Array.isArray(sample)
    ? [...sample.slice(0, 2), { fresh: 1 }]
    : { ...some(sample as object), fresh: 1, alsoFresh: 2 }
  expect(recognised(newer)).toEqual({ app: type, sure: true })
})

test.each<[string, unknown]>([
  ['nothing', {}],
  ['an empty list', []],
  ['a number', 7],
  ['a text', 'settingsVersion'],
  ['nobody knows its fields', { a: 1, b: 2 }],
  ['most of its fields are others', { settingsVersion: 1, a: 1, b: 2 }],
  ['the fields of an app stand in a list', [sampleOf('vimium')]],
  ['fields of every object', { constructor: 1, toString: 2, __proto__: null }],
])('%s: it looks like no app', (_, json) => {
  expect(recognised(json)).toBeUndefined()
})

test('one field alone is a hint', () => {
  expect(recognised({ settingsVersion: '2.1' })).toEqual({ app: 'vimium', sure: false })
})

test('the text of an export is read with a byte order mark too; what is no JSON has no shape', () => {
  const shape = { list: false, names: ['a'] }
  expect(shapeOfText('{"a":1}')).toEqual(shape)
  expect(shapeOfText('\ufeff{"a":1}')).toEqual(shape)
  expect(shapeOfText('{"a":')).toBeUndefined()
})

test('a list of a million numbers is no work', () => {
  expect(shapeOf(Array.from({ length: 1_000_000 }, () => 1))).toBeUndefined()
})
