import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDisk } from '../../../../server/storage/lowdb/disk.ts'
import type { Syncs } from '../../../../server/storage/lowdb/syncs.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import { noSyncs, systemError } from './support.ts'

const data = Buffer.from('data')

/** Syncs whose calls a test answers one by one. */
function heldSyncs() {
  const calls: { kind: string; path: string; end: PromiseWithResolvers<void> }[] = []
  const call = (kind: string, path: string) => {
    const end = Promise.withResolvers<void>()
    calls.push({ kind, path, end })
    return end.promise
  }
  const syncs: Syncs = {
    file: (_, path) => call('file', path),
    folder: (path) => call('folder', path),
  }
  return { calls, syncs }
}

test('a new file is there only once it and its folder are synced', async () => {
  const folder = await temporaryFolder()
  const { calls, syncs } = heldSyncs()
  const disk = createDisk(syncs)
  let done = false
  const created = disk.create(join(folder, 'a'), data).then(() => {
    done = true
  })
  await expect.poll(() => calls.length).toBe(2)
  expect(calls.map(({ kind }) => kind).sort()).toEqual(['file', 'folder'])
  calls[0]?.end.resolve()
  await Promise.resolve()
  expect(done).toBe(false)
  calls[1]?.end.resolve()
  await created
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('data')
})

test('a file that is there is never written over by a new one', async () => {
  const folder = await temporaryFolder()
  const disk = createDisk(noSyncs)
  await disk.create(join(folder, 'a'), data)
  await expect(disk.create(join(folder, 'a'), Buffer.from('other'))).rejects.toThrow()
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('data')
})

test('after a sync that failed nothing is written or promised any more', async () => {
  const folder = await temporaryFolder()
  const { calls, syncs } = heldSyncs()
  const disk = createDisk(syncs)
  const first = disk.create(join(folder, 'a'), data)
  await expect.poll(() => calls.length).toBe(2)
  // It waits for the next sync of the folder: that one must not be tried after the first failed.
  const second = disk.create(join(folder, 'b'), data)
  await expect.poll(() => calls.length).toBe(3)
  // Listened to before they fail: either may be the first.
  const refused = [first, second].map((one) =>
    expect(one).rejects.toMatchObject({ code: 'storage_failed' }),
  )
  for (const { kind, end } of calls) {
    if (kind === 'folder') end.reject(systemError('EIO', 'fsync'))
    else end.resolve()
  }
  await Promise.all(refused)
  expect(calls).toHaveLength(3)
  expect(disk.failed).toBe('EIO')
  await expect(disk.create(join(folder, 'c'), data)).rejects.toMatchObject({ status: 503 })
  await expect(disk.replace([join(folder, 'c')], data)).rejects.toMatchObject({ status: 503 })
  expect(await readdir(folder)).toEqual([])
})

test.each(['ENOSPC', 'EDQUOT'])(
  'a file that finds no room (%s) leaves nothing behind',
  async (code) => {
    const folder = await temporaryFolder()
    let full = true
    const disk = createDisk({
      ...noSyncs,
      async file() {
        if (full) throw systemError(code, 'fsync')
      },
    })
    const path = join(folder, 'a')
    await expect(disk.create(path, data)).rejects.toMatchObject({ code: 'disk_full', status: 507 })
    await expect(disk.replace([path], data)).rejects.toMatchObject({ code: 'disk_full' })
    expect(await readdir(folder)).toEqual([])
    expect(disk.failed).toBeUndefined()
    full = false
    await disk.create(path, data)
  },
)

test('copies are replaced all or none: room for each is found before the first changes', async () => {
  const folder = await temporaryFolder()
  const paths = [join(folder, 'a'), join(folder, 'a.copy')]
  let room = 2
  const disk = createDisk({
    ...noSyncs,
    async file() {
      room -= 1
      if (room < 0) throw systemError('ENOSPC', 'fsync')
    },
  })
  await disk.replace(paths, Buffer.from('old'))
  room = 1
  await expect(disk.replace(paths, Buffer.from('new'))).rejects.toMatchObject({ status: 507 })
  for (const path of paths) expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toHaveLength(2)
})

test('one copy new and the other old is a state that only a restart can judge', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'a.copy'))
  const disk = createDisk(noSyncs)
  const paths = [join(folder, 'a'), join(folder, 'a.copy')]
  await expect(disk.replace(paths, data)).rejects.toMatchObject({ code: 'storage_failed' })
  expect(disk.failed).toBe('EISDIR')
})

test('a folder that is gone refuses the write, and takes it once it is back', async () => {
  const folder = join(await temporaryFolder(), 'gone')
  const disk = createDisk(noSyncs)
  const path = join(folder, 'a')
  await expect(disk.create(path, data)).rejects.toMatchObject({
    code: 'storage_unavailable',
    details: { reason: 'ENOENT' },
  })
  await expect(disk.makeFolder(join(folder, 'b'))).rejects.toMatchObject({ status: 503 })
  await mkdir(folder)
  await disk.create(path, data)
})

test('reads tell nothing from no answer', async () => {
  const folder = await temporaryFolder()
  const disk = createDisk(noSyncs)
  expect(await disk.read(join(folder, 'none'))).toBeUndefined()
  expect(await disk.list(join(folder, 'none'))).toEqual([])
  expect(await disk.exists(join(folder, 'none'))).toBe(false)
  await writeFile(join(folder, 'file'), data)
  await mkdir(join(folder, 'sub'))
  expect(await disk.listFolders(folder)).toEqual(['sub'])
  const unreadable = { code: 'storage_unreadable', status: 503 }
  await expect(disk.read(join(folder, 'sub'))).rejects.toMatchObject(unreadable)
  await expect(disk.list(join(folder, 'file'))).rejects.toMatchObject(unreadable)
})

test('every folder that is made is synced into the one above it', async () => {
  const root = await temporaryFolder()
  const synced: string[] = []
  const disk = createDisk({ ...noSyncs, folder: async (path) => void synced.push(path) })
  await disk.makeRoot(join(root, 'a', 'b'))
  expect(synced).toEqual([root, join(root, 'a')])
  synced.length = 0
  await disk.makeFolder(join(root, 'a', 'b'))
  expect(synced).toEqual([join(root, 'a')])
})

test('the guard is asked before each write and may stop the disk', async () => {
  const folder = await temporaryFolder()
  const disk = createDisk(noSyncs, () => disk.stop('taken'))
  await expect(disk.create(join(folder, 'a'), data)).rejects.toMatchObject({ status: 503 })
  expect(await readdir(folder)).toEqual([])
})

test('it is asked after each write too, and before a name is given to something else', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a')
  let asked = 0
  const stopAt = (count: number) => {
    asked = 0
    const disk = createDisk(noSyncs, () => {
      asked += 1
      if (asked === count) disk.stop('taken')
    })
    return disk
  }
  await expect(stopAt(2).create(path, data)).rejects.toMatchObject({ status: 503 })
  // What is there is of another by then.
  await expect(stopAt(2).replace([path], Buffer.from('old'))).rejects.toMatchObject({ status: 503 })
  expect(await readdir(folder)).toEqual(['a'])
  expect(await readFile(path)).toEqual(Buffer.from(data))
  await expect(stopAt(3).replace([path], data)).rejects.toMatchObject({ status: 503 })
})

test('what is written soon leaves no half file where it fails', async () => {
  const folder = await temporaryFolder()
  const disk = createDisk(noSyncs)
  await mkdir(join(folder, 'head.json'))
  await expect(disk.replaceSoon(join(folder, 'head.json'), data)).rejects.toThrow()
  expect(await readdir(folder)).toEqual(['head.json'])
  await rm(join(folder, 'head.json'), { recursive: true })
  await disk.replaceSoon(join(folder, 'head.json'), data)
  expect(await readdir(folder)).toEqual(['head.json'])
})
