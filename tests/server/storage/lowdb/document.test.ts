import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDisk } from '../../../../server/storage/lowdb/disk.ts'
import { Document } from '../../../../server/storage/lowdb/document.ts'
import { encodeDocument } from '../../../../server/storage/lowdb/document-file.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import { damages, flips, noSyncs, systemError } from './support.ts'

interface Data {
  readonly names: readonly string[]
}

async function place(syncs = noSyncs) {
  const folder = await temporaryFolder()
  const path = join(folder, 'names.json')
  const found: string[] = []
  const disk = createDisk(syncs)
  const damaged = async (file: string, problem: string) => {
    found.push(`${file.slice(folder.length + 1)}: ${problem}`)
    await rm(file, { force: true })
  }
  const open = () => Document.open<Data>(disk, path, { names: [] }, { copies: 2, damaged })
  return { folder, path, copy: `${path}.copy`, found, open }
}

const add = (name: string) => (data: Data) => ({ names: [...data.names, name] })

test('what was changed is found again, in both copies', async () => {
  const { path, copy, open } = await place()
  const document = await open()
  expect(document.found).toBe(false)
  await Promise.all([document.change(add('a')), document.change(add('b'))])
  expect((await open()).data.names).toEqual(['a', 'b'])
  expect(await readFile(path)).toEqual(await readFile(copy))
})

test('each damage to one copy is noticed, costs nothing and is healed', async () => {
  const { path, copy, found, open } = await place()
  await (await open()).change(add('Ada'))
  const sound = await readFile(path)
  const bad = [...flips(sound), ...damages(sound)]
  // Each byte once is enough here; every bit is tried where the bytes are read.
  const some = bad.filter((_, index) => index >= sound.length * 8 || index % 8 === index % 7)
  for (const [index, bytes] of some.entries()) {
    const victim = index % 2 ? path : copy
    await writeFile(victim, bytes)
    found.length = 0
    const document = await open()
    expect(document.data.names).toEqual(['Ada'])
    expect(found).toHaveLength(1)
    expect(await readFile(path)).toEqual(await readFile(copy))
  }
})

test('of two sound copies the newer one counts', async () => {
  const { path, copy, found, open } = await place()
  const at = (revision: number, name: string) =>
    encodeDocument({ document: 'names', revision, data: { names: [name] } })
  await writeFile(path, at(8, 'new'))
  await writeFile(copy, at(7, 'old'))
  expect((await open()).data.names).toEqual(['new'])
  await writeFile(path, at(20, 'old'))
  await writeFile(copy, at(21, 'new'))
  expect((await open()).data.names).toEqual(['new'])
  expect(found).toEqual([])
})

test('a document whose copies are all damaged is not found', async () => {
  const { path, copy, found, open } = await place()
  await (await open()).change(add('Ada'))
  await writeFile(path, 'null')
  await writeFile(copy, '')
  expect((await open()).found).toBe(false)
  expect(found.sort()).toEqual([
    'names.json.copy: the file is empty',
    'names.json: the checksum does not match the content',
  ])
})

test('a change that fails changes nothing, and the next one goes on from there', async () => {
  let full = false
  const { folder, open } = await place({
    ...noSyncs,
    async file() {
      if (full) throw systemError('ENOSPC')
    },
  })
  const document = await open()
  await document.change(add('a'))
  full = true
  await expect(document.change(add('b'))).rejects.toMatchObject({ status: 507 })
  expect(document.data.names).toEqual(['a'])
  expect((await open()).data.names).toEqual(['a'])
  full = false
  await document.change(add('c'))
  expect((await open()).data.names).toEqual(['a', 'c'])
  expect(await readdir(folder)).toHaveLength(2)
})

test('a change that throws changes nothing', async () => {
  const { open } = await place()
  const document = await open()
  const refuse = () => {
    throw new Error('no')
  }
  await expect(document.change(refuse)).rejects.toThrow('no')
  await document.change(add('a'))
  expect(document.data.names).toEqual(['a'])
})

test('a full disk does not keep a document with one sound copy from being read', async () => {
  let full = false
  const { copy, found, open } = await place({
    ...noSyncs,
    async file() {
      if (full) throw systemError('ENOSPC')
    },
  })
  await (await open()).change(add('a'))
  await writeFile(copy, '')
  full = true
  expect((await open()).data.names).toEqual(['a'])
  expect(found).toHaveLength(1)
})
