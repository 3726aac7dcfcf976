import { readdir, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { isExportName, ownName } from '../../../server/links/exports.ts'
import { rig, testStart } from './rig.ts'

const minute = 60_000
const json = { format: 'json' as const }

test.each([
  ['vimium-options.json', 'vimium-options.json', true],
  ['vimium-options.json', 'vimium-options (1).json', true],
  ['vimium-options.json', 'Vimium-Options(2).JSON', true],
  ['vimium-options.json', 'vimium-options-2.json', true],
  ['vimium-options.json', 'vimium-options 2.json', true],
  ['vimium-options.json', 'vimium-options copy.json', true],
  ['vimium-options.json', 'vimium-options copy 3.json', true],
  ['vimium-options.json', 'vimium-options - Copy.json', true],
  ['vimium-options.json', 'vimium-options - Kopie (2).json', true],
  ['vimium-options.json', 'vimium-options (Kopie).json', true],
  ['vimium-options.json', 'vimium-options.json.txt', true],
  ['vimium-options.json', 'vimium-options-old.json', false],
  ['vimium-options.json', 'vimium-options.sync-conflict-20250301-120000-ABC.json', false],
  ['stylus-<date>.json', 'stylus-1 (Ada conflicted copy 2025-03-01).json', false],
  ['<a>-<b>.json', '1-2.json', true],
  ['<a>-<b>.json', '-2.json', false],
  ['<a>-<b>.json', '1-.json', false],
  ['vimium-options.json', 'vimium-options.json.20250301-120000.bak', false],
  ['vimium-options.json', 'vimium-options.json.crdownload', false],
  ['vimium-options.json', '.vimium-options.json', false],
  ['vimium-options.json', 'vimium-optionsXjson', false],
  ['obtainium-export-<date>.json', 'obtainium-export-2025-03-01.json', true],
  ['obtainium-export-<date>.json', 'obtainium-export-.json', false],
  ['my-ublock-backup_<date>.txt', 'my-ublock-backup_2025-03-01_12.00.00 (3).txt', true],
  ['my-ublock-backup_<date>.txt', 'other_2025.txt', false],
  [undefined, 'anything at all', true],
  [undefined, 'anything.tmp', false],
  [undefined, 'desktop.ini', false],
  [undefined, 'Thumbs.db', false],
  [undefined, '.DS_Store', false],
  [undefined, '4913', false],
  [undefined, '#settings.ini#', false],
  [undefined, '.#settings.ini', false],
  [undefined, 'settings.ini~', false],
  [undefined, '~$settings.ini', false],
  [undefined, 'settings.ini___jb_tmp___', false],
  [undefined, 'settings.ini___jb_old___', false],
  [undefined, 'settings (In Konflikt stehende Kopie von Ada).ini', false],
  [undefined, 'settings.sync-conflict-20250301-120000-ABCDEFG.ini', false],
])('%s: is "%s" an export? %s', (fileName, name, expected) => {
  expect(isExportName(name, { ...json, fileNames: fileName ? [fileName] : [] })).toBe(expected)
})

test.each([
  ['obtainium-export-<date>.json', 'obtainium-export-from-hub.json'],
  ['my-ublock-backup_<date>.txt', 'my-ublock-backup-from-hub.txt'],
  ['vimium-options.json', 'vimium-options-from-hub.json'],
  ['<date>.json', 'app-from-hub.json'],
  [undefined, 'app-from-hub.json'],
])('%s: what comes from the hub is named %s', (fileName, expected) => {
  expect(ownName('app', { ...json, fileNames: fileName ? [fileName] : [] })).toBe(expected)
})

async function folderRig(writeBack: boolean) {
  const made = await rig({ app: 'stylus' })
  const { write, add, links, file } = made
  await write('out/notes.txt', 'no export', testStart)
  await write('out/stylus-1.json', '1', testStart - 60 * minute)
  await write('out/stylus-2.json', '2', testStart - 30 * minute)
  const link = await add('out', { kind: 'folder', writeBack })
  return { ...made, link, links, out: () => readdir(file('out')) }
}

test('the newest export of a folder counts', async () => {
  const { write, changed, onHub, view, wire } = await folderRig(false)
  expect([await onHub(), view().state]).toEqual(['2', 'in-step'])
  await write('out/stylus-3.json', '3')
  await write('out/stylus-0.json', '"older"', testStart - 90 * minute)
  await changed()
  expect([await onHub(), wire.sent.length]).toEqual(['3', 2])
})

test('an older export is not sent when the newest goes', async () => {
  const { changed, onHub, view, file, wire } = await folderRig(false)
  await rm(file('out/stylus-2.json'))
  await changed()
  expect([await onHub(), wire.sent.length, view().state]).toEqual(['2', 1, 'in-step'])
})

test('what is newer on the hub goes into a file of its own, which is not sent back', async () => {
  const { other, out, read, changed, wire, view, file } = await folderRig(true)
  await other('"theirs"')
  const own = 'stylus-from-hub.json'
  expect(await read(`out/${own}`)).toBe('"theirs"')
  expect(await read('out/stylus-2.json')).toBe('2')
  expect(view()).toMatchObject({ state: 'in-step', lastTransfer: { direction: 'to-file' } })
  await changed(2 * minute)
  expect([wire.sent.length, view().state]).toEqual([1, 'in-step'])
  await other('"again"', testStart + 1)
  expect(await read(`out/${own}`)).toBe('"again"')
  expect((await out()).filter((name) => name.startsWith(own))).toEqual([
    own,
    `${own}.20250301-120000.bak`,
  ])
  expect(await read(`out/${own}.20250301-120000.bak`)).toBe('"theirs"')
  await rm(file(`out/${own}`))
  await changed()
  expect(wire.sent).toHaveLength(1)
})

test('the file of its own is sent once somebody has changed it', async () => {
  const { other, write, changed, onHub, wire } = await folderRig(true)
  await other('"theirs"')
  await write('out/stylus-from-hub.json', '"theirs"', testStart + minute)
  await changed()
  expect(wire.sent).toHaveLength(1)
  await write('out/stylus-from-hub.json', '"edited"', testStart + 2 * minute)
  await changed()
  expect([await onHub(), wire.sent.length]).toEqual(['"edited"', 2])
})

test('an export after something came from the hub is sent', async () => {
  const { other, write, changed, onHub, view } = await folderRig(true)
  await other('"theirs"', testStart - minute)
  await write('out/stylus-3.json', '3', testStart - 30_000)
  await changed()
  expect([await onHub(), view().state]).toEqual(['3', 'in-step'])
})

test('a folder without exports waits for one, and takes what the hub has where wanted', async () => {
  const { write, add, links, other, file, advance } = await rig({ app: 'stylus' })
  await write('out/notes.txt', 'no export')
  const { id } = await add('out', { kind: 'folder' })
  expect(links.list()[0]?.state).toBe('waiting-for-file')
  await other('"theirs"')
  expect(links.list()[0]?.state).toBe('waiting-for-file')
  await links.change(id, { writeBack: true })
  await advance(0)
  expect(await readdir(file('out'))).toContain('stylus-from-hub.json')
  expect(links.list()[0]?.state).toBe('in-step')
})

test('a folder that goes is waited for', async () => {
  const { changed, view, file, write, onHub } = await folderRig(true)
  await rm(file('out'), { recursive: true })
  await changed(minute)
  expect(await onHub()).toBe('2')
  await write('out/stylus-9.json', '9')
  await changed(minute)
  expect([await onHub(), view().state]).toEqual(['9', 'in-step'])
})
