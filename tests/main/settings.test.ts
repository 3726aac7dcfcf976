import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSettings } from '../../main/settings.ts'
import { temporaryFolder } from '../helpers/folder.ts'

const bounds = { x: 1, y: 2, width: 800, height: 600 }
const fail = (error: unknown) => {
  throw error
}

test('what is changed is there the next time, and the rest stays', async () => {
  const file = join(await temporaryFolder(), 'new', 'desktop.json')
  const settings = openSettings(file, fail)
  expect(settings.get()).toEqual({})
  settings.change({ bounds })
  settings.change({ updates: false })
  expect(openSettings(file, fail).get()).toEqual({ bounds, updates: false })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test.each(['', 'null', '[]', '{"bounds":{"x":1}}', '{"updates":"no"}', '{"upd'])(
  'a file that holds %j is as good as none, and is replaced',
  async (text) => {
    const file = join(await temporaryFolder(), 'desktop.json')
    await writeFile(file, text)
    const settings = openSettings(file, fail)
    expect(settings.get()).toEqual({})
    settings.change({ closeNoticeShown: true })
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ closeNoticeShown: true })
  },
)

test('a disk that takes nothing is told of once, and costs the person nothing now', async () => {
  const blocked = join(await temporaryFolder(), 'file')
  await writeFile(blocked, '')
  const errors: unknown[] = []
  const settings = openSettings(join(blocked, 'desktop.json'), (error) => errors.push(error))
  settings.change({ updates: false })
  expect(settings.get()).toEqual({ updates: false })
  expect(errors).toHaveLength(1)
})

test('the mark that some editors put before a text costs nothing', async () => {
  const file = join(await temporaryFolder(), 'desktop.json')
  await writeFile(file, '\ufeff{"updates":false}')
  expect(openSettings(file, fail).get()).toEqual({ updates: false })
})
