import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
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
  openLog(file, 'info').info('one more')
  expect((await readdir(dirname(file))).sort()).toEqual(['hub.log', 'hub.log.old'])
})

test('a log that grows while the program runs takes no more than two files', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'hub.log')
  const log = openLog(file, 'info', 2_000)
  for (let at = 0; at < 200; at += 1) log.info({ at }, 'one of many lines')
  expect((await readdir(folder)).sort()).toEqual(['hub.log', 'hub.log.old'])
  for (const name of await readdir(folder)) {
    expect((await stat(join(folder, name))).size).toBeLessThan(2_200)
  }
  expect(await readFile(file, 'utf8')).toContain('"at":199')
})

test('a log that cannot be written stops nothing', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'hub.log'))
  const log = openLog(join(folder, 'hub.log'), 'info')
  expect(() => log.info('lost')).not.toThrow()
})
