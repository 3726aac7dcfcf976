import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  codeOf,
  historyOf,
  idOf,
  pathsIn,
  phone,
  put,
  textAt,
  tryFiles,
  upload,
} from './support.ts'

test('a file is put, read, listed, and put again', async () => {
  const { tree, clock } = await tryFiles()
  const first = await put(tree, 'a.txt', 'one', { modifiedAt: 5_000 })
  expect(first.created).toBe(true)
  expect(first.entry).toEqual({
    ...{ path: 'a.txt', kind: 'file', size: 3, contentId: idOf('one') },
    ...{ modifiedAt: 5_000, createdAt: clock.now },
  })
  expect(await tree.stat('a.txt')).toEqual(first.entry)
  expect(await tree.children('')).toEqual([first.entry])
  const created = clock.now
  clock.now += 500
  const second = await put(tree, 'a.txt', 'two!')
  expect(second).toMatchObject({ created: false, entry: { size: 4, createdAt: created } })
  expect(await textAt(tree, 'a.txt')).toBe('two!')
  expect(await historyOf(tree, 'a.txt')).toEqual(['one', 'two!'])
})

test('a file is read in parts', async () => {
  const { tree } = await tryFiles()
  for (const [path, size] of [
    ['small', 1_000],
    ['large', 700_000],
  ] as const) {
    const bytes = Buffer.from(Array.from({ length: size }, (_, at) => at % 251))
    await put(tree, path, bytes)
    const { stream } = await tree.open(path)
    const part = Buffer.concat(await stream({ start: 10, end: 899 }).toArray())
    expect(part.equals(bytes.subarray(10, 900))).toBe(true)
    expect(Buffer.concat(await stream().toArray()).equals(bytes)).toBe(true)
  }
})

test('what is put is current, however old its time is, and times differ by a second', async () => {
  const { tree, clock } = await tryFiles()
  await put(tree, 'a', 'of the future', { modifiedAt: clock.now + 1e9 })
  await put(tree, 'a', 'of the past', { modifiedAt: 1_000 })
  expect(await textAt(tree, 'a')).toBe('of the past')
  await put(tree, 'a', 'now')
  const at = (await tree.stat('a'))?.modifiedAt ?? 0
  const next = await put(tree, 'a', 'now as well')
  expect(next.entry.modifiedAt).toBeGreaterThanOrEqual(Math.floor(at / 1_000) * 1_000 + 1_000)
})

test('the same content is no new version, unless the client gives it another time', async () => {
  const { tree } = await tryFiles()
  await put(tree, 'a', 'same', { modifiedAt: 1_000 })
  await put(tree, 'a', 'same')
  await put(tree, 'a', 'same', { modifiedAt: 1_000 })
  expect(await historyOf(tree, 'a')).toEqual(['same'])
  expect((await put(tree, 'a', 'same', { modifiedAt: 9_000 })).entry.modifiedAt).toBe(9_000)
  expect(await historyOf(tree, 'a')).toEqual(['same', 'same'])
})

test('an empty body is a place to be filled, and no part of the history', async () => {
  const { tree } = await tryFiles()
  expect((await put(tree, 'new', '')).entry).toMatchObject({ kind: 'file', size: 0 })
  expect(await textAt(tree, 'new')).toBe('')
  await put(tree, 'new', 'filled')
  await put(tree, 'new', '')
  expect(await textAt(tree, 'new')).toBe('')
  await put(tree, 'new', 'filled again')
  expect(await historyOf(tree, 'new')).toEqual(['filled', 'filled again'])
  await put(tree, 'never', '')
  await tree.remove('never', phone)
  expect((await tree.context.store.slots.files(tree.context.id)).get('never')).toBeUndefined()
})

test('a file that is deleted keeps its history, and the next one goes on with it', async () => {
  const { tree } = await tryFiles()
  await put(tree, 'a', 'one')
  await tree.remove('a', phone)
  expect(await tree.stat('a')).toBeUndefined()
  expect(await codeOf(tree.open('a'))).toBe('file_unknown')
  expect(await codeOf(tree.remove('a', phone))).toBe('file_unknown')
  expect((await put(tree, 'a', 'one')).created).toBe(true)
  expect(await historyOf(tree, 'a')).toEqual(['one', '(deleted)', 'one'])
})

test('folders are made, listed in order, and removed with all that is in them', async () => {
  const { tree, clock } = await tryFiles()
  expect(await tree.makeFolder('b', phone)).toMatchObject({ kind: 'folder', createdAt: clock.now })
  await tree.makeFolder('b/c', phone)
  await put(tree, 'b/c/1', 'x')
  await put(tree, 'a', 'x')
  expect(await pathsIn(tree)).toEqual(['a', 'b/', 'b/c/', 'b/c/1'])
  expect(await codeOf(tree.makeFolder('b', phone))).toBe('file_exists')
  expect(await codeOf(tree.makeFolder('', phone))).toBe('file_exists')
  expect(await codeOf(tree.makeFolder('no/c', phone))).toBe('parent_unknown')
  expect(await codeOf(put(tree, 'no/c', 'x'))).toBe('parent_unknown')
  expect(await codeOf(put(tree, 'a/c', 'x'))).toBe('parent_unknown')
  expect(await codeOf(put(tree, 'b', 'x'))).toBe('is_folder')
  expect(await codeOf(put(tree, '', 'x'))).toBe('is_folder')
  expect(await codeOf(tree.open('b'))).toBe('is_folder')
  expect(await codeOf(tree.children('no'))).toBe('file_unknown')
  expect(await tree.children('a')).toEqual([])
  expect(await codeOf(tree.remove('', phone))).toBe('bad_path')
  await tree.remove('b', phone)
  expect(await pathsIn(tree)).toEqual(['a'])
  expect(await historyOf(tree, 'b/c/1')).toEqual(['x', '(deleted)'])
})

test('conditions are asked before the body is read, and once more when it is there', async () => {
  const { tree } = await tryFiles()
  await put(tree, 'a', 'one')
  const asked: (string | undefined)[] = []
  const check = (existing?: { contentId: string }) => void asked.push(existing?.contentId)
  await put(tree, 'a', 'two', { check })
  expect(asked).toEqual([idOf('one'), idOf('one')])
  // Somebody else comes in between.
  let rounds = 0
  const once = upload('four', {
    async check(existing) {
      rounds += 1
      if (rounds === 1) await put(tree, 'a', 'three')
      else if (existing?.contentId !== idOf('two')) throw new Error('it has changed')
    },
  })
  await expect(tree.put('a', once)).rejects.toThrow('it has changed')
  expect(await textAt(tree, 'a')).toBe('three')
})

test('a body that breaks off leaves the version before, and nothing of itself', async () => {
  const { tree, folder } = await tryFiles()
  await put(tree, 'a', 'one')
  async function* broken() {
    yield Buffer.alloc(400_000)
    throw new Error('the line is dead')
  }
  await expect(tree.put('a', { ...phone, body: Readable.from(broken()) })).rejects.toThrow('dead')
  expect(await textAt(tree, 'a')).toBe('one')
  expect(await readdir(`${folder}/incoming`)).toEqual([])
})

test('two that are put at once: one after the other, both in the history', async () => {
  const { tree } = await tryFiles()
  const texts = Array.from({ length: 8 }, (_, at) => `text ${at} ${'x'.repeat(at * 60_000)}`)
  const all = await Promise.all(texts.map((text) => put(tree, 'a', text)))
  expect(all.filter(({ created }) => created)).toHaveLength(1)
  const history = await historyOf(tree, 'a')
  expect([...history].sort()).toEqual([...texts].sort())
  expect(await textAt(tree, 'a')).toBe(history.at(-1))
})

test('names that are those of fields, and others that are hard, are names like others', async () => {
  const tried = await tryFiles()
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'ÅÄÖ 🦊', '%2e', 'a\'b"c', '1', '*']
  for (const name of names) {
    await put(tried.tree, name, `of ${name}`)
    await tried.tree.setProperties(name, new Map([['__proto__', name]]), phone)
  }
  const { tree } = await tried.restart()
  expect(await pathsIn(tree)).toEqual([...names].sort())
  for (const name of names) {
    expect(await textAt(tree, name)).toBe(`of ${name}`)
    expect(await tree.properties(name)).toEqual(new Map([['__proto__', name]]))
  }
})

test('a folder is there as long as something stands in it, also where its own mark was lost', async () => {
  const { tree, store } = await tryFiles()
  await tree.makeFolder('a', phone)
  await tree.makeFolder('a/b', phone)
  await put(tree, 'a/b/c', 'x')
  for (const path of ['a', 'a/b']) await store.slots.drop({ ...tree.context.id, path })
  expect(await pathsIn(tree)).toEqual(['a/', 'a/b/', 'a/b/c'])
  await put(tree, 'a/b/d', 'y')
  await tree.remove('a', phone)
  expect(await pathsIn(tree)).toEqual([])
  expect(await tree.stat('a')).toBeUndefined()
})

test('a file that is put while its folder is removed is there afterwards, or was refused', async () => {
  const { tree } = await tryFiles()
  for (let round = 0; round < 10; round += 1) {
    await tree.makeFolder('f', phone).catch(() => {})
    await put(tree, 'f/old', 'x')
    const removed = tree.remove('f', phone)
    const results = await Promise.allSettled(
      ['1', '2', '3'].map(async (name, at) => {
        for (let turn = 0; turn < (round % 5) * at; turn += 1) await Promise.resolve()
        await put(tree, `f/${name}`, `${round}`)
        return name
      }),
    )
    await removed
    const seen = await pathsIn(tree)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.code).toBe('parent_unknown')
      // The removal may have come after it.
      else {
        const there = await tree.stat(`f/${result.value}`)
        expect(seen.includes(`f/${result.value}`)).toBe(there !== undefined)
      }
    }
    if (await tree.stat('f')) await tree.remove('f', phone)
  }
})
