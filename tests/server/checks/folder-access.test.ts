import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAccess } from '../../../server/checks/folder-access.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

const knowsModes = process.getuid !== undefined
const isRoot = process.getuid?.() === 0
const modeOf = async (path: string) => (await stat(path)).mode & 0o7777

async function opened(folder: string) {
  const store = await openStore({ folder, now: () => 0, syncs: noSyncs })
  await store.close()
}

test.runIf(knowsModes).each([0o755, 0o777, 0o2770])(
  'a data folder that others may use (%o) is made private, and stays so',
  async (mode) => {
    const folder = join(await temporaryFolder(), 'data')
    await mkdir(folder)
    await chmod(folder, mode)
    await opened(folder)
    expect(await modeOf(folder)).toBe(mode & 0o7700)
    expect(await readAccess(folder)).toEqual({ mode: 0o700 })
    await chmod(folder, 0o755)
    await opened(folder)
    expect(await modeOf(folder)).toBe(0o700)
  },
)

test.runIf(knowsModes)(
  'one that holds other things too is left as it is, and told of',
  async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o755)
    await writeFile(join(folder, 'letter.txt'), '')
    await opened(folder)
    expect(await readAccess(folder)).toEqual({ mode: 0o755 })
  },
)

test.runIf(isRoot)('what belongs to another user is named', async () => {
  const folder = join(await temporaryFolder(), 'data')
  await opened(folder)
  const document = join(folder, 'db', 'accounts.json')
  await chown(document, 65_534, 65_534)
  expect(await readAccess(folder)).toMatchObject({ foreign: document })
})

test('what cannot be read is not told of here', async () => {
  expect(await readAccess(join(await temporaryFolder(), 'none'))).toBeUndefined()
})
