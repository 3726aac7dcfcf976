import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from '../../../main/system/program-log.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

test('the log of an installed program goes on in its file', async () => {
  const file = join(await temporaryFolder(), 'logs', 'hub.log')
  for (const message of ['one', 'two']) {
    const log = openLog(file, 'info')
    log.info(message)
  }
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['one', 'two'])
})

test('it does not grow without end', async () => {
  const file = join(await temporaryFolder(), 'hub.log')
  await writeFile(file, 'x'.repeat(5 * 1024 ** 2 + 1))
  openLog(file, 'info')
  expect((await readdir(dirname(file))).sort()).toEqual(['hub.log', 'hub.log.old'])
})
