import { expect, test } from 'vitest'
import { shapeOfText } from '../../app-modules/recognise.ts'
import { readExport } from '../../renderer/features/upload/read-export.ts'
import { shapeOf } from '../../renderer/features/upload/shape-of.ts'
import { createState } from './mock-data.ts'

const app = createState('empty').apps.find(({ type }) => type === 'vimium')
if (!app) throw new Error('There is no such app.')

const file = (content: string | Uint8Array<ArrayBuffer>) =>
  new File([content], 'vimium-options.json', { lastModified: Date.parse('2026-01-02T03:04:05Z') })

test('a file is read as it is, with the time at which it was written', async () => {
  const text = '\ufeff{ "n": 1e400, "k": "\\ud800" }\r\n'
  expect(await readExport(file(text), app)).toEqual({
    name: 'vimium-options.json',
    size: new TextEncoder().encode(text).length,
    savedAt: new Date('2026-01-02T03:04:05Z'),
    text,
  })
})

test('what is not text is refused, not repaired', async () => {
  expect(await readExport(file(new Uint8Array([0x7b, 0xff, 0x7d])), app)).toBe('notText')
})

test('what does not look like an export is doubted', async () => {
  expect(await readExport(file('hello'), app)).toMatchObject({ doubt: 'notJson' })
  expect(await readExport(file(' \n'), app)).toMatchObject({ doubt: 'empty' })
  const plain = { ...app, export: { ...app.export, format: 'text' as const } }
  expect(await readExport(file('hello'), plain)).not.toHaveProperty('doubt')
})

test('a file that went away is said so', async () => {
  const gone = file('x')
  gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
  expect(await readExport(gone, app)).toBe('failed')
})

test.each([
  '{"a":1,"b":{"c":2}}',
  '\ufeff{"a":1}',
  '[{"a":1},{"b":2},3,null,[{"d":4}]]',
  JSON.stringify(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`n${i}`, i]))),
  '{}',
  '[]',
  'null',
  '7',
  'no JSON',
])('the window sees the same shape in a file as the hub: %.30s', (text) => {
  expect(shapeOf(text)).toEqual(shapeOfText(text))
})
