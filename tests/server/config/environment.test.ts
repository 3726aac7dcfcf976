import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EnvironmentError, readEnvFile } from '../../../server/config/environment.ts'
import { withEscapes } from '../../../server/import/first-server.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const place = async () => join(await temporaryFolder(), '.env')

test('there need not be a file, and one that cannot be read is named', async () => {
  const file = await place()
  expect(readEnvFile(file)).toEqual({})
  await mkdir(file)
  expect(() => readEnvFile(file)).toThrow(EnvironmentError)
  expect(() => readEnvFile(file)).toThrow(`${file} cannot be read (EISDIR)`)
})

test('the mark that some editors put before a text is no part of the first name', async () => {
  const file = await place()
  await writeFile(file, '\ufeffDATA_DIR=/sückt/data\r\nPORT=1\r\n')
  expect(readEnvFile(file)).toEqual({ DATA_DIR: '/sückt/data', PORT: '1' })
})

test.each([
  ['little-endian with its mark', Buffer.from('\ufeffPORT=1\r\n', 'utf16le')],
  ['little-endian without a mark', Buffer.from('PORT=1\r\n', 'utf16le')],
  ['big-endian with its mark', Buffer.from('\ufeffPORT=1\r\n', 'utf16le').swap16()],
])('UTF-16, %s, is refused, not taken for an empty file', async (_, bytes) => {
  const file = await place()
  await writeFile(file, bytes)
  expect(() => readEnvFile(file)).toThrow(
    `The file ${file} is in UTF-16, which cannot be read. Save it as UTF-8.`,
  )
})

test.each([
  ['50%off', '50%off'],
  ['100%', '100%'],
  ['50%25off', '50%off'],
  ['a%40b', 'a@b'],
  ['%ff', '%ff'],
  ['plain', 'plain'],
])('the password %s in the address of a database is %s', (written, meant) => {
  const address = new URL(withEscapes(`postgres://user:${written}@host/sxncd`))
  expect(decodeURIComponent(address.password)).toBe(meant)
})
