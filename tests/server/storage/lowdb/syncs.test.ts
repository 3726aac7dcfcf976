import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openNew, openThere } from '../../../../server/storage/lowdb/open-file.ts'
import { openFolder, realSyncs } from '../../../../server/storage/lowdb/syncs.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import { systemError } from './support.ts'

const failing = (code: string) => ({ sync: () => Promise.reject(systemError(code, 'fsync')) })

test('a folder on a file system that has no sync of folders is as synced as it gets', async () => {
  for (const code of ['EINVAL', 'ENOTSUP', 'ENOSYS']) {
    await expect(realSyncs.folder('/', failing(code))).resolves.toBeUndefined()
    await expect(realSyncs.file(failing(code), '/f')).rejects.toThrow(code)
  }
})

test('any other failure of a sync is told', async () => {
  for (const code of ['EIO', 'ENOSPC', 'EROFS']) {
    await expect(realSyncs.folder('/', failing(code))).rejects.toThrow(code)
    await expect(realSyncs.file(failing(code), '/f')).rejects.toThrow(code)
  }
})

test('files and folders are opened, written and synced', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a')
  const data = Buffer.from('settings '.repeat(1_000))
  const file = await openNew(path, 0o600)
  await file.write(data)
  await file.sync()
  file.close()
  expect(await readFile(path)).toEqual(data)
  await expect(openNew(path, 0o600)).rejects.toThrow('EEXIST')

  const again = openThere(path)
  await again.sync()
  again.close()
  const entries = openFolder(folder)
  await entries.sync()
  entries.close()
  expect(() => openThere(join(folder, 'none'))).toThrow('ENOENT')
})

test('what fails is told, also a sync of what is closed', async () => {
  const path = join(await temporaryFolder(), 'a')
  await writeFile(path, '')
  const file = openThere(path)
  file.close()
  await expect(file.sync()).rejects.toThrow('EBADF')
})
