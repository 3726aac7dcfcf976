import { expect, test } from 'vitest'
import { compareFiles } from '../../../renderer/features/compare/file/compare-files.ts'
import { readZipEntries } from '../../../renderer/features/compare/file/zip-entries.ts'
import { zipOf } from '../../e2e/files-fixture.ts'

test('lists what is in a zip, and nothing of what is no whole one', async () => {
  const zip = await zipOf({ 'a.txt': 'one', 'Ordner/ü.txt': 'zwei!' })
  expect(readZipEntries(zip)?.map(({ name, size }) => [name, size])).toEqual([
    ['a.txt', 3],
    ['Ordner/ü.txt', 5],
  ])
  for (let length = 0; length < zip.length; length++) {
    expect(readZipEntries(zip.subarray(0, length))).toBeUndefined()
  }
  const noise = Buffer.alloc(500, 'PK\u0005\u0006')
  expect(readZipEntries(noise)).toBeUndefined()
})

test('a list that points outside of the zip, or says more than there is, is refused', async () => {
  const zip = await zipOf({ 'a.txt': 'one' })
  const end = zip.length - 22
  for (const [offset, value] of [
    [end + 10, 2],
    [end + 16, 0xff_ff],
    [end + 12, 0xff_ff],
  ] as const) {
    const changed = Buffer.from(zip)
    changed.writeUInt16LE(value, offset)
    expect(readZipEntries(changed)).toBeUndefined()
  }
})

test('compares zips by their lists, texts and JSON as settings, and anything else not at all', async () => {
  const old = await zipOf({ same: 'same', gone: 'gone', other: 'old' })
  const now = await zipOf({ same: 'same', fresh: 'fresh', other: 'new' })
  const zips = compareFiles(old, now, 'a.zip')
  expect(zips.kind === 'zip' && zips.changes.map(({ kind, name }) => [kind, name])).toEqual([
    ['added', 'fresh'],
    ['removed', 'gone'],
    ['changed', 'other'],
  ])
  const json = compareFiles(Buffer.from('{"a":1}'), Buffer.from('{"a":2}'), 'a.json')
  expect(json).toMatchObject({ kind: 'text', comparison: { kind: 'settings' } })
  const text = compareFiles(Buffer.from('one'), Buffer.from('two'), 'a.txt')
  expect(text).toMatchObject({ kind: 'text', comparison: { kind: 'text' } })
  for (const bytes of [Buffer.from([0xff, 0xfe]), Buffer.from('SQLite format 3\0')]) {
    expect(compareFiles(bytes, Buffer.from('text'), 'a.bin').kind).toBe('bytes')
  }
})
