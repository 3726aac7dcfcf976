import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { datedNames } from '../../../server/links/backups.ts'
import { stateOf } from '../../../server/links/read-settings-file.ts'
import { ChangedMeanwhile, writeSettingsFile } from '../../../server/links/write-settings-file.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const savedAt = new Date('2025-02-26T09:15:30.123Z')

async function prepared() {
  const folder = await temporaryFolder()
  const file = join(folder, 'a.json')
  await writeFile(file, 'before')
  const state = async () => stateOf(await stat(file))
  return { folder, file, state }
}

test('a file that is still as it was seen is replaced, with a backup and the stamp', async () => {
  const { folder, file, state } = await prepared()
  const written = await writeSettingsFile(
    file,
    { text: 'after', savedAt },
    { expected: await state(), backups: datedNames(0, 5) },
  )
  expect(written).toEqual({ changed: true, backup: `${file}.19700101-000000.bak` })
  expect(await readFile(file, 'utf8')).toBe('after')
  expect((await stat(file)).mtime).toEqual(savedAt)
  expect((await readdir(folder)).sort()).toEqual(['a.json', 'a.json.19700101-000000.bak'])
})

test.each<[string, (file: string) => Promise<void>]>([
  ['written in place', (file) => writeFile(file, 'saved by the app')],
  ['touched', (file) => utimes(file, 1, 1)],
  [
    'replaced',
    async (file) => {
      await writeFile(`${file}.new`, 'before')
      await rename(`${file}.new`, file)
    },
  ],
])('one that was %s meanwhile is left alone, and nothing is left behind', async (_, change) => {
  const { folder, file, state } = await prepared()
  const expected = await state()
  await change(file)
  const content = await readFile(file, 'utf8')
  await expect(writeSettingsFile(file, { text: 'after', savedAt }, { expected })).rejects.toThrow(
    ChangedMeanwhile,
  )
  expect(await readFile(file, 'utf8')).toBe(content)
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('one that has come meanwhile is left alone', async () => {
  const { file } = await prepared()
  const options = { expected: 'missing' }
  await expect(writeSettingsFile(file, { text: 'after', savedAt }, options)).rejects.toThrow(
    /was changed at this very moment/,
  )
  expect(await readFile(file, 'utf8')).toBe('before')
})
