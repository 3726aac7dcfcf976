import { expect, test } from 'vitest'
import { listFolder, type Order } from '../../renderer/features/files/list-files.ts'
import type { FileItem } from '../../server/api/schemas/files.ts'

const file = (path: string, size = 1, receivedAt = '2025-01-01T00:00:00.000Z'): FileItem => ({
  ...{ path, size, receivedAt, kind: 'file', contentId: 'x', modifiedAt: receivedAt },
  ...{ deviceName: 'Laptop', version: 1, versions: 1, historySize: size, deleted: false },
})
const items = [
  file('b 10', 5),
  file('b 2', 9, '2025-02-01T00:00:00.000Z'),
  file('docs/a', 3),
  file('docs/deep/Übung', 4),
  { ...file('docs/deep/gone', 7), deleted: true },
  file('docsy', 1),
]
const shown = (folder: string, search = '', order: Order = 'name') => {
  const { folders, files } = listFolder(items, { folder, search, order })
  return [
    ...folders.map(({ path, count, size }) => [path, count, size]),
    ...files.map((f) => f.path),
  ]
}

test('a folder shows its own files, and counts those below its folders', () => {
  expect(shown('')).toEqual([['docs', 2, 7], 'b 2', 'b 10', 'docsy'])
  expect(shown('docs')).toEqual([['docs/deep', 1, 4], 'docs/a'])
  expect(shown('nowhere')).toEqual([])
})

test('sorts by time and by size', () => {
  expect(shown('', '', 'newest').slice(1)).toEqual(['b 2', 'b 10', 'docsy'])
  expect(shown('', '', 'largest').slice(1)).toEqual(['b 2', 'b 10', 'docsy'])
})

test('searches below the folder, whatever the case and the form of a letter', () => {
  expect(shown('', 'ÜBUNG'.normalize('NFD'))).toEqual(['docs/deep/Übung'])
  expect(shown('docs', 'b 2')).toEqual([])
  expect(shown('', 'DEEP')).toEqual(['docs/deep/gone', 'docs/deep/Übung'])
})
