import { expect, test, vi } from 'vitest'
import { codeOf, historyOf, pathsIn, phone, put, textAt, tryFiles } from './support.ts'

const move = { ...phone, overwrite: true }
const careful = { ...phone, overwrite: false }

test('a temporary file that is moved onto its target is a version of it, and leaves nothing', async () => {
  const { tree, store } = await tryFiles()
  await put(tree, 'data', 'one', { modifiedAt: 1_000 })
  await put(tree, 'data.upload', 'two', { modifiedAt: 2_000 })
  const { entry, created } = await tree.move('data.upload', 'data', move)
  expect([entry.modifiedAt, created]).toEqual([2_000, false])
  expect(await historyOf(tree, 'data')).toEqual(['one', 'two'])
  expect((await store.slots.files(tree.context.id)).get('data.upload')).toBeUndefined()
})

test('what was moved away and has a history of its own keeps it', async () => {
  const { tree } = await tryFiles()
  await put(tree, 'a', 'one')
  await put(tree, 'a', 'two')
  await tree.move('a', 'b', careful)
  expect(await pathsIn(tree)).toEqual(['b'])
  expect(await historyOf(tree, 'a')).toEqual(['one', 'two', '(deleted)'])
  expect(await historyOf(tree, 'b')).toEqual(['two'])
})

test('a folder is moved and copied with all that is in it, and its properties', async () => {
  const { tree } = await tryFiles()
  await tree.makeFolder('a', phone)
  await tree.makeFolder('a/b', phone)
  await put(tree, 'a/b/1', 'one')
  await put(tree, 'a/2', '')
  await tree.setProperties('a/b/1', new Map([['color', 'red']]), phone)
  await tree.copy('a', 'copy', careful)
  await tree.move('a', 'moved', careful)
  expect(await pathsIn(tree)).toEqual(
    ['copy', 'moved'].flatMap((at) => [`${at}/`, `${at}/2`, `${at}/b/`, `${at}/b/1`]),
  )
  for (const at of ['copy', 'moved']) {
    expect(await textAt(tree, `${at}/b/1`)).toBe('one')
    expect(await tree.properties(`${at}/b/1`)).toEqual(new Map([['color', 'red']]))
  }
  expect(await tree.properties('a/b/1')).toEqual(new Map())
})

test('what may not be moved stays, and so does what is at the target', async () => {
  const { tree } = await tryFiles()
  await tree.makeFolder('f', phone)
  await put(tree, 'f/1', 'one')
  await put(tree, 'a', 'two')
  expect(await codeOf(tree.move('a', 'a', move))).toBe('into_itself')
  expect(await codeOf(tree.move('f', 'f/g', move))).toBe('into_itself')
  expect(await codeOf(tree.move('f/1', 'f', move))).toBe('into_itself')
  expect(await codeOf(tree.move('', 'f', move))).toBe('into_itself')
  expect(await codeOf(tree.move('a', 'f', careful))).toBe('file_exists')
  expect(await codeOf(tree.move('no', 'f', move))).toBe('file_unknown')
  expect(await codeOf(tree.move('a', 'no/a', move))).toBe('parent_unknown')
  const check = () => {
    throw new Error('refused')
  }
  await expect(tree.move('a', 'f', { ...move, check })).rejects.toThrow('refused')
  expect(await pathsIn(tree)).toEqual(['a', 'f/', 'f/1'])
  await tree.move('a', 'f', move)
  expect(await textAt(tree, 'f')).toBe('two')
  expect(await historyOf(tree, 'f/1')).toEqual(['one', '(deleted)'])
})

test('a copy needs room like any other file; a move needs none', async () => {
  const { tree } = await tryFiles({ limits: { quota: 100, files: 5 } })
  await tree.makeFolder('f', phone)
  await put(tree, 'f/1', 'x'.repeat(60))
  expect(await codeOf(tree.copy('f', 'g', careful))).toBe('quota_reached')
  expect(await codeOf(tree.copy('f/1', 'f/2', careful))).toBe('quota_reached')
  await tree.move('f', 'g', careful)
  expect(await pathsIn(tree)).toEqual(['g/', 'g/1'])
  await tree.makeFolder('h', phone)
  await put(tree, 'h/1', '')
  await put(tree, 'h/2', '')
  expect(await codeOf(tree.copy('h', 'i', careful))).toBe('too_many_files')
  expect(await codeOf(put(tree, 'one more', ''))).toBe('too_many_files')
  expect(await pathsIn(tree)).toEqual(['g/', 'g/1', 'h/', 'h/1', 'h/2'])
})

test.each([
  ['an empty place', []],
  ['a file', ['one']],
  ['a file with a history', ['one', 'two']],
])('what is written to %s while that is moved stays where it was written', async (_, texts) => {
  const { tree, store } = await tryFiles()
  await put(tree, 'a', '')
  for (const text of texts) await put(tree, 'a', text)
  const drop = store.slots.drop.bind(store.slots)
  vi.spyOn(store.slots, 'drop').mockImplementationOnce(async (...of) => {
    await put(tree, 'a', 'new')
    return drop(...of)
  })
  await tree.move('a', 'b', careful)
  expect(await textAt(tree, 'a')).toBe('new')
  expect(await textAt(tree, 'b')).toBe(texts.at(-1) ?? '')
  expect(await historyOf(tree, 'a')).toEqual([...texts, 'new'])
})

test('what is written to an empty place while that is deleted is in its history', async () => {
  const { tree, store } = await tryFiles()
  await put(tree, 'a', '')
  const drop = store.slots.drop.bind(store.slots)
  vi.spyOn(store.slots, 'drop').mockImplementationOnce(async (...of) => {
    await put(tree, 'a', 'new')
    return drop(...of)
  })
  await tree.remove('a', phone)
  expect(await pathsIn(tree)).toEqual([])
  expect(await historyOf(tree, 'a')).toEqual(['new', '(deleted)'])
})
