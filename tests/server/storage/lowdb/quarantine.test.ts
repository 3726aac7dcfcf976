import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { layoutOf } from '../../../../server/storage/lowdb/layout.ts'
import { createQuarantine } from '../../../../server/storage/lowdb/quarantine.ts'
import type { StoreProblem } from '../../../../server/storage/store-problem.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'

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
