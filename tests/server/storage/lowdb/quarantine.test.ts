import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { days } from '../../../../server/lib/clock.ts'
import { createDisk } from '../../../../server/storage/lowdb/disk.ts'
import { layoutOf } from '../../../../server/storage/lowdb/layout.ts'
import { createQuarantine, tidyQuarantine } from '../../../../server/storage/lowdb/quarantine.ts'
import type { StoreProblem } from '../../../../server/storage/store-problem.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import { noSyncs } from './support.ts'

async function place() {
  const folder = await temporaryFolder()
  const told: StoreProblem[] = []
  const quarantine = createQuarantine(layoutOf(folder), (problem) => void told.push(problem))
  await mkdir(join(folder, 'db'))
  await writeFile(join(folder, 'db', 'keys.json'), 'bad')
  return { folder, told, ...quarantine }
}

test('a damaged file is moved away and told of once', async () => {
  const { folder, told, problems, damaged } = await place()
  await damaged(join(folder, 'db', 'keys.json'), 'it is bad')
  expect(await readdir(join(folder, 'db'))).toEqual([])
  expect(await readdir(join(folder, 'quarantine'))).toEqual([
    expect.stringMatching(/^\d+-db_keys\.json$/),
  ])
  await damaged(join(folder, 'db', 'keys.json'), 'it is bad')
  expect(told).toEqual([{ file: join('db', 'keys.json'), problem: 'it is bad' }])
  expect(problems).toEqual(told)
})

test('a file that cannot be moved is told of all the same', async () => {
  const { folder, problems, damaged } = await place()
  await writeFile(join(folder, 'quarantine'), 'in the way')
  await damaged(join(folder, 'db', 'keys.json'), 'it is bad')
  expect(problems).toHaveLength(1)
  expect(await readdir(join(folder, 'db'))).toEqual(['keys.json'])
})

test('a data folder that is gone is not made anew', async () => {
  const { folder, problems, damaged } = await place()
  await rm(folder, { recursive: true })
  await damaged(join(folder, 'db', 'keys.json'), 'it is gone')
  expect(problems).toHaveLength(1)
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('of what was set aside, the newest stay: so many damaged, fewer torn, none for ever', async () => {
  const { folder } = await place()
  const now = days(1_000)
  const aside = join(folder, 'quarantine')
  await mkdir(aside)
  const put = (at: number, rest: string) => writeFile(join(aside, `${at}${rest}`), '')
  for (let n = 0; n < 1_010; n += 1) await put(now - n, '-slots_a')
  for (let n = 0; n < 30; n += 1) await put(now - n, '-torn-slots_b')
  await put(now - days(366), '-old')
  await writeFile(join(aside, 'notes of a person.txt'), '')
  expect(await tidyQuarantine(createDisk(noSyncs), aside, now)).toBe(1_000)
  const left = await readdir(aside)
  const ages = (pattern: RegExp) =>
    left.filter((name) => pattern.test(name)).map((name) => now - Number.parseInt(name, 10))
  expect(Math.max(...ages(/-slots_a$/))).toBe(999)
  expect(Math.max(...ages(/-torn-/))).toBe(19)
  expect(left).toHaveLength(1_000 + 20 + 1)
  expect(left).toContain('notes of a person.txt')

  // With time what is few goes, too: what was torn after a month, what was damaged after a year.
  expect(await tidyQuarantine(createDisk(noSyncs), aside, now + days(31))).toBe(1_000)
  expect((await readdir(aside)).filter((name) => name.includes('torn'))).toEqual([])
  expect(await tidyQuarantine(createDisk(noSyncs), aside, now + days(366))).toBe(0)
  expect(await readdir(aside)).toEqual(['notes of a person.txt'])
})
