import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openBackup } from '../../../server/backup/read-backup.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { run } from '../../helpers/hub-process.ts'
import { syncsUntil } from '../storage/lowdb/support.ts'
import { contentsIn, folderOf } from './support.ts'

test('wherever a restore is stopped, the hub is the old one or the new one, whole', async () => {
  const [old, fresh] = [await folderOf('Ada', 2), await folderOf('Bo', 2)]
  const seen = new Set<string>()
  for (let steps = 0; ; steps += 1) {
    const folder = join(await temporaryFolder(), 'data')
    await cp(old.folder, folder, { recursive: true })
    const backup = await openBackup(fresh.file)
    const done = await restoreFolder({
      folder,
      files: backup.files(),
      now: Date.now,
      syncs: syncsUntil(steps),
    }).then(
      () => true,
      () => false,
    )
    backup.close()
    const found = await contentsIn(folder)
    const isNew = found.hub.id === fresh.contents.hub.id
    expect(found, `stopped after ${steps}`).toEqual(isNew ? fresh.contents : old.contents)
    if (isNew) {
      const [kept = ''] = await readdir(join(folder, 'backups'))
      expect(await contentsIn(join(folder, 'backups', kept))).toEqual(old.contents)
    }
    seen.add(`${isNew ? 'new' : 'old'} ${done}`)
    const rest = (await readdir(folder)).filter((name) => name.startsWith('restore.'))
    expect(rest.filter((name) => name !== 'restore.tmp')).toEqual([])
    if (done) break
  }
  expect([...seen].sort()).toEqual(['new false', 'new true', 'old false'])
}, 120_000)

test('a restore that is killed leaves the old hub or the new one', async () => {
  const [old, fresh] = [await folderOf('Ada', 5), await folderOf('Bo', 60)]
  for (let round = 0; round < 8; round += 1) {
    const folder = join(await temporaryFolder(), 'data')
    await cp(old.folder, folder, { recursive: true })
    const environment = { DATA_DIR: folder }
    const killed = run('sxncd', ['restore', fresh.file, '--yes'], { environment })
    await Promise.race([wait(250 + round * 60), killed.ended])
    killed.child.kill('SIGKILL')
    await killed.ended
    const found = await contentsIn(folder)
    const isNew = found.hub.id === fresh.contents.hub.id
    expect(found).toEqual(isNew ? fresh.contents : old.contents)
    // And again, to its end this time.
    const again = run('sxncd', ['restore', fresh.file, '--yes'], { environment })
    expect(await again.ended).toBe(0)
    expect(await contentsIn(folder)).toEqual(fresh.contents)
  }
}, 120_000)
