import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDisk } from '../../../../server/storage/lowdb/disk.ts'
import { layoutOf } from '../../../../server/storage/lowdb/layout.ts'
import {
  finishRestore,
  keptAsFile,
  maxReplaced,
  restorePlaces,
} from '../../../../server/storage/lowdb/restore-swap.ts'
import { newFolder, noSyncs } from './support.ts'

/** Carries out a restore that was decided, of a folder with something in it. */
async function restore(root: string, keptAs: string): Promise<string | undefined> {
  const layout = layoutOf(root)
  const { next } = restorePlaces(layout)
  await mkdir(layout.db, { recursive: true })
  await mkdir(join(next, 'db'), { recursive: true })
  await writeFile(join(next, keptAsFile), keptAs)
  return finishRestore(
    createDisk(noSyncs, () => undefined),
    layout,
  )
}

test('of what restores have replaced the newest are kept, also where there were too many', async () => {
  const root = await newFolder()
  const { backups } = layoutOf(root)
  const named = (at: number) => `before-restore-2025-01-${String(at).padStart(2, '0')}`
  await mkdir(join(backups, 'photos'), { recursive: true })
  for (let at = 1; at < maxReplaced; at += 1) await restore(root, named(at))
  await restore(root, named(maxReplaced))
  expect(await readdir(backups)).toHaveLength(maxReplaced + 1)
  await restore(root, named(maxReplaced + 1))
  const kept = await readdir(backups)
  expect(kept).toHaveLength(maxReplaced + 1)
  expect(kept).not.toContain(named(1))
  expect(kept).toEqual(expect.arrayContaining(['photos', named(2), named(maxReplaced + 1)]))

  // Of a hub that kept all, and a clock that was ahead once: what was made just now stays.
  for (let at = 20; at < 40; at += 1) await mkdir(join(backups, `before-restore-2040-${at}`))
  const latest = await restore(root, named(28))
  const left = await readdir(backups)
  expect(left).toHaveLength(maxReplaced + 1)
  expect(left.map((name) => join(backups, name))).toContain(latest)
})
