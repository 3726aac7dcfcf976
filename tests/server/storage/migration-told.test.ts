import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { schemaVersion } from '../../../server/storage/lowdb/layout.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'

const oldFolder = async (schema: number) => {
  const folder = join(await temporaryFolder(), 'data')
  const fixture = join(import.meta.dirname, `../../fixtures/data-schema-${schema}/data`)
  await cp(fixture, folder, { recursive: true })
  return folder
}

const told = (logged: readonly string[]) =>
  logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('was brought from'))

test('a hub says in its log what it did to the folder of an earlier one, and where it kept what was there', async () => {
  const folder = await oldFolder(1)
  const { hub, logged } = await testHub({ folder })
  const [line, ...more] = told(logged)
  expect(more).toEqual([])
  expect(line).toMatchObject({ level: 30, from: 1, to: schemaVersion })
  expect(line.steps).toEqual([
    'adds how people sign in, and what the owner has chosen',
    'lets apps keep files beside their settings',
  ])
  expect(line.msg).toContain(`from schema 1 to ${schemaVersion}: it adds how people sign in`)
  expect(line.msg).toContain(line.kept)
  expect(await readdir(line.kept)).toContain('accounts.json')
  await hub.close()
  const second = await testHub({ folder })
  expect(told(second.logged)).toEqual([])
})

test('a command that does it says so as well', async () => {
  const folder = await oldFolder(2)
  const { err } = await cliFor(folder)('account', 'list')
  expect(err).toMatch(
    /was brought from schema 2 to \d+: it lets apps keep files.* are kept in .*db-schema-2-/,
  )
  expect((await cliFor(folder)('account', 'list')).err).toBe('')
})

test('a new folder, and one that is as it should be, are no word worth', async () => {
  const { hub, folder, logged } = await testHub()
  await hub.close()
  const again = await testHub({ folder })
  expect([...told(logged), ...told(again.logged)]).toEqual([])
})
