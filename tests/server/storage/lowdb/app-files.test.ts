import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fileFolderName } from '../../../../server/storage/lowdb/layout.ts'
import {
  codeOf,
  historyOf,
  inFolder,
  pathsIn,
  phone,
  put,
  textAt,
  tryFiles,
} from '../../files/support.ts'
import { changingSyncs, newFolder, openTestStore } from './support.ts'

const cache = (folder: string) => inFolder(folder, 'files', 'files.json')
const slotOf = (folder: string, path: string) => inFolder(folder, 'files', fileFolderName(path))

async function filled() {
  const tried = await tryFiles()
  await tried.tree.makeFolder('f', phone)
  await put(tried.tree, 'f/a', 'one')
  await put(tried.tree, 'f/a', 'two')
  await put(tried.tree, 'b', Buffer.alloc(300_000, 0xff))
  await put(tried.tree, 'gone', 'deleted')
  await tried.tree.remove('gone', phone)
  return tried
}
const headsOf = async ({ tree }: Awaited<ReturnType<typeof filled>>) => {
  const files = await tree.context.store.slots.files(tree.context.id)
  return [...files.all()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

test('all is known after a restart, with its cache, without it, and with a torn one', async () => {
  const first = await filled()
  const heads = await headsOf(first)
  expect(heads.map(({ path, versions }) => [path, versions])).toEqual([
    ...[
      ['b', 1],
      ['f', 1],
      ['f/a', 2],
      ['gone', 2],
    ],
  ])
  const second = await first.restart()
  const bytes = await readFile(cache(first.folder))
  expect(await headsOf(second)).toEqual(heads)
  await second.store.close()
  for (const broken of [undefined, bytes.subarray(0, 100), Buffer.from('null')]) {
    if (broken) await writeFile(cache(first.folder), broken)
    else await rm(cache(first.folder))
    const again = await tryFiles({ folder: first.folder })
    expect(await headsOf(again)).toEqual(heads)
    expect(again.store.status().problems).toEqual([])
    await again.store.close()
  }
})

test('a hub that was killed has left no cache that is behind', async () => {
  const first = await (await filled()).restart()
  const copy = await newFolder()
  for (const change of [
    () => put(first.tree, 'f/a', 'three'),
    () => first.tree.remove('b', phone),
    () => first.store.slots.update(first.tree.slotOf('f/a'), (slot) => slot.remove(new Set([1]))),
    () => first.store.slots.drop({ ...first.tree.context.id, path: 'gone' }),
  ]) {
    await change()
    await rm(copy, { recursive: true, force: true })
    await cp(first.folder, copy, { recursive: true })
    const killed = await tryFiles({ folder: copy })
    expect(await headsOf(killed)).toEqual(await headsOf(first))
    await killed.store.close()
  }
})

test('folders that somebody has copied in or taken away are noticed, and none of ours', async () => {
  const first = await filled()
  await first.store.close()
  await cp(slotOf(first.folder, 'b'), inFolder(first.folder, 'files', 'a'.repeat(40)), {
    recursive: true,
  })
  await cp(slotOf(first.folder, 'b'), inFolder(first.folder, 'files', 'a copy'), {
    recursive: true,
  })
  const second = await tryFiles({ folder: first.folder })
  expect(await pathsIn(second.tree)).toEqual(['b', 'f/', 'f/a'])
  await second.store.close()
  await rm(slotOf(first.folder, 'b'), { recursive: true })
  const third = await tryFiles({ folder: first.folder })
  expect(await pathsIn(third.tree)).toEqual(['f/', 'f/a'])
})

test('damaged content: what is sent breaks off, the version before is current, and both are named', async () => {
  const tried = await filled()
  await put(tried.tree, 'b', Buffer.alloc(700_000, 0xfe))
  const folder = slotOf(tried.folder, 'b')
  const name = (await readdir(folder)).filter((one) => one.endsWith('.content')).sort()[1] ?? ''
  const bytes = await readFile(join(folder, name))
  bytes[10] = 1
  await writeFile(join(folder, name), bytes)
  let sent = 0
  const { stream } = await tried.tree.open('b')
  const reading = (async () => {
    for await (const chunk of stream()) sent += chunk.length
  })()
  await expect(reading).rejects.toThrow('does not match its checksum')
  expect(sent).toBeLessThan(700_000)
  expect((await tried.tree.stat('b'))?.size).toBe(300_000)
  expect((await buffer((await tried.tree.open('b')).stream())).length).toBe(300_000)
  const named = tried.store.status().problems.map(({ file }) => file.replace(/.*\//, ''))
  expect(named).toEqual([name, name.replace('.content', '.version')])
  const again = await tried.restart()
  expect((await again.tree.stat('b'))?.size).toBe(300_000)
  expect(again.store.status().problems).toEqual([])
  expect(await readdir(join(tried.folder, 'quarantine'))).toHaveLength(2)
})

test('a damaged version: the one before is current, and its content is set aside with it', async () => {
  const tried = await filled()
  await put(tried.tree, 'b', Buffer.alloc(700_000, 0xfe))
  await tried.store.close()
  await rm(cache(tried.folder))
  const folder = slotOf(tried.folder, 'b')
  await rm(join(folder, 'head.json'))
  const name = (await readdir(folder)).filter((one) => one.endsWith('.version')).sort()[1] ?? ''
  await writeFile(join(folder, name), 'null')
  const again = await tryFiles({ folder: tried.folder })
  expect((await again.tree.stat('b'))?.size).toBe(300_000)
  const aside = await readdir(join(tried.folder, 'quarantine'))
  expect(aside.map((one) => one.slice(-8)).sort()).toEqual(['.content', '.version'])
})

test('damaged properties are set aside and named; the files are as they were', async () => {
  const tried = await filled()
  await tried.tree.setProperties('b', new Map([['a', 'b']]), phone)
  await tried.store.close()
  await writeFile(inFolder(tried.folder, 'files', 'properties.json'), 'null')
  const again = await tryFiles({ folder: tried.folder })
  expect(await again.tree.properties('b')).toEqual(new Map())
  expect(again.store.status().problems).toMatchObject([
    { file: expect.stringContaining('properties.json') },
  ])
  expect(await pathsIn(again.tree)).toEqual(['b', 'f/', 'f/a'])
})

test('no room in the middle: refused, the version before is whole, and nothing is left over', async () => {
  const disk = changingSyncs()
  const folder = await newFolder()
  const { tree } = await tryFiles({ folder, syncs: disk.syncs })
  await put(tree, 'b', Buffer.alloc(300_000, 1))
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  for (const size of [100, 400_000]) {
    disk.use({ folder: async () => {}, file: () => Promise.reject(full) })
    expect(await codeOf(put(tree, 'b', Buffer.alloc(size, 2)))).toBe('disk_full')
    disk.use({ folder: async () => {}, file: async () => {} })
    expect(await textAt(tree, 'b')).toBe(Buffer.alloc(300_000, 1).toString())
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  }
  expect((await readdir(slotOf(folder, 'b'))).sort()).toHaveLength(2)
  await put(tree, 'b', 'with room again')
  expect((await historyOf(tree, 'b')).at(-1)).toBe('with room again')
})

test('what was on its way in when a hub was killed is swept away at the next start', async () => {
  const tried = await filled()
  await tried.store.close()
  await cp(inFolder(tried.folder), join(tried.folder, 'incoming'), { recursive: true })
  const store = await openTestStore(tried.folder, { lock: false })
  expect(await readdir(tried.folder)).not.toContain('incoming')
  await store.close()
})

test('a backup holds what is deleted or moved while it is made', async () => {
  const { store, tree } = await filled()
  await put(tree, 'last', 'x')
  const paths = await store.snapshot(async ({ parts }) => {
    const found = new Set<string>()
    for await (const part of parts) {
      if (found.size === 0) {
        await tree.move('last', 'moved', { ...phone, overwrite: false })
        await tree.remove('b', phone)
      }
      if (part.kind !== 'file') throw new Error(JSON.stringify(part))
      found.add(part.path)
    }
    return [...found].join()
  })
  for (const path of ['last', 'moved', 'b']) expect(paths).toContain(fileFolderName(path))
  expect(await pathsIn(tree)).toEqual(['f/', 'f/a', 'moved'])
})
