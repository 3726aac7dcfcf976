import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInModules } from '../../../app-modules/index.ts'
import { SyncError } from '../../../client/errors.ts'
import { rig, testStart } from './rig.ts'

const minute = 60_000
const sampleOf = (type: string) => readFileSync(join(builtInModules, type, 'sample.json'), 'utf8')
/** An export of Vimium. */
const vimium = (step: number) => JSON.stringify({ settingsVersion: '2.1', scrollStepSize: step })

/** A linked folder into which web pages can put files, too. */
async function downloads(more: object = {}) {
  const made = await rig({ app: 'vimium' })
  await made.write('out/other.bin', 'x')
  const link = await made.add('out', { kind: 'folder', yes: false, ...more })
  return { ...made, id: link.id }
}

test('a page puts a well-made export into a linked folder: it is not sent before a person says yes', async () => {
  const { write, changed, wire, view, links, id, advance, onHub } = await downloads()
  await write('out/vimium-options.json', vimium(1), testStart)
  await changed(10 * minute)
  expect(view()).toMatchObject({
    state: 'asking',
    question: { name: 'vimium-options.json', looks: 'vimium', savedAt: testStart },
  })
  expect(wire.sent).toEqual([])
  await links.answer(id, true)
  await advance(2_000)
  expect([await onHub(), view().state, view().question]).toEqual([vimium(1), 'in-step', undefined])
  // What looks like it goes on by itself.
  await write('out/vimium-options (1).json', vimium(2), testStart + minute)
  await changed()
  expect(await onHub()).toBe(vimium(2))
  // What does not asks again.
  await write('out/vimium-options (2).json', sampleOf('stylus'), testStart + 2 * minute)
  await changed(10 * minute)
  expect(view()).toMatchObject({ state: 'asking', question: { looks: 'stylus' } })
  expect(wire.sent).toHaveLength(2)
})

test('said no: it is never sent, also after a restart; an older or a newer export is asked about', async () => {
  const { write, changed, wire, view, links, id, advance, open, onHub, time } = await downloads()
  await write('out/vimium-options (1).json', vimium(1), testStart)
  await write('out/vimium-options.json', vimium(2), testStart - minute)
  await changed()
  expect(view().question?.name).toBe('vimium-options (1).json')
  await links.answer(id, false)
  await advance(2_000)
  expect(view().question?.name).toBe('vimium-options.json')
  await links.answer(id, false)
  await advance(2_000)
  expect(view()).toMatchObject({ state: 'waiting-for-file', kind: 'folder' })
  await links.close()
  const again = await open()
  await again.idle()
  expect(again.list()[0]?.state).toBe('waiting-for-file')
  const wait = () => time.advance(31_000, () => again.idle())
  await write('out/vimium-options (3).json', vimium(3), testStart + minute)
  await wait()
  expect(wire.sent).toEqual([])
  await again.answer(id, true)
  await wait()
  expect(await onHub()).toBe(vimium(3))
})

test('a file that is named by a person is sent, if it looks like an export of the app', async () => {
  const { write, add, links, advance, onHub, view, wire } = await rig({ app: 'vimium' })
  await write('a.json', vimium(1))
  await add('a.json', { yes: false })
  expect(await onHub()).toBe(vimium(1))
  await write('b.json', sampleOf('stylus'))
  const { id } = await add('b.json', { yes: false, writeBack: true })
  expect(links.list()[1]).toMatchObject({ state: 'asking', question: { looks: 'stylus' } })
  expect([wire.sent.length, view().state]).toEqual([1, 'in-step'])
  await links.answer(id, false)
  await advance(2_000)
  expect(links.list()[1]).toMatchObject({
    state: 'stopped',
    problem: expect.stringContaining('not sent: you have said that it is not meant'),
  })
  await write('b.json', vimium(3), testStart)
  await advance(minute)
  expect(await onHub()).toBe(vimium(3))
})

test('while a link asks, nothing is written into the file either', async () => {
  const { write, add, other, read, links } = await rig({ app: 'vimium' })
  await write('a.json', '{"my":"other file"}')
  await add('a.json', { yes: false, writeBack: true })
  await other(vimium(2), testStart)
  expect(links.list()[0]?.state).toBe('asking')
  expect(await read('a.json')).toBe('{"my":"other file"}')
})

test('links of earlier versions go on without a question', async () => {
  const { write, links, open, read, file, onHub } = await downloads()
  await links.close()
  const text = await read('config/links.json')
  const list = JSON.parse(text)
  delete list.links[0].accepted
  await write('config/links.json', JSON.stringify(list))
  await rm(file('config/links-state.json'), { force: true })
  await write('out/vimium-options.json', '{"a":1}')
  const again = await open()
  await again.idle()
  expect(await onHub()).toBe('{"a":1}')
})

test('what the link asks no more cannot be answered', async () => {
  const { links, id } = await downloads()
  await expect(links.answer(id, true)).rejects.toThrow('The link asks nothing.')
  await expect(links.answer('x', true)).rejects.toThrow('There is no such link.')
})

test.each([
  'ublock-backup_2025-03-01.txt',
  'mes-donnees-ublock_2025-03-01.txt',
  'ublock-백업_2025-03-01.txt',
  'мој-ублок-бекап_2025-03-01 (2).txt',
  'نسخة-احتياطية-ublock_2025-03-01.txt',
])('uBlock names its export in 48 languages otherwise: "%s" is found', async (name) => {
  const { write, add, changed, view } = await rig({ app: 'ublock-origin' })
  // Its other exports are none of settings.
  await write('out/my-ublock-static-filters_2025-03-01.txt', '||example.org^', testStart + 1_000)
  await add('out', { kind: 'folder', yes: false })
  await write(`out/${name}`, sampleOf('ublock-origin'), testStart)
  await changed()
  expect(view()).toMatchObject({ state: 'asking', question: { name, looks: 'ublock-origin' } })
})

test('an export under a name that nobody knows is found by its content', async () => {
  const made = await rig({ app: 'ublock-origin' })
  const { write, add, changed, view, onHub, links, advance } = made
  await write('out/other.txt', 'a text')
  const { id } = await add('out', { kind: 'folder', yes: false })
  const name = 'meine-ublock-sicherung_2025.txt'
  await write(`out/${name}`, sampleOf('ublock-origin'), testStart)
  await changed()
  expect(view()).toMatchObject({ state: 'asking', question: { name, looks: 'ublock-origin' } })
  await links.answer(id, true)
  await advance(2_000)
  expect(await onHub()).toBe(sampleOf('ublock-origin'))
  await write(
    'out/another_name.txt',
    sampleOf('ublock-origin').replace('1.66.4', '1.66.5'),
    testStart + minute,
  )
  await changed()
  expect(await onHub()).toContain('1.66.5')
})

test('a newer file that fits nothing is said, and no longer once there is an export', async () => {
  const { write, changed, view, onHub, id, links, advance } = await downloads()
  await write('out/vimium-options.json', vimium(1), testStart - minute)
  await changed()
  await links.answer(id, true)
  await advance(2_000)
  expect(view().state).toBe('in-step')
  await write('out/vimium-backup.json', '{"who":"knows"}', testStart + minute)
  await changed(2 * minute)
  expect(view()).toMatchObject({
    state: 'waiting-for-file',
    problem: expect.stringMatching(/^"vimium-backup\.json" is newer, but it is no export/),
  })
  await write('out/vimium-options (1).json', vimium(2), testStart + 2 * minute)
  await changed(minute)
  expect([await onHub(), view().state, view().problem]).toEqual([vimium(2), 'in-step', undefined])
})

test('the key that was made for a link ends with it; one that was given stays', async () => {
  const { add, write, links, revoked, key } = await rig()
  await write('a.json', '1')
  await write('b.json', '1')
  const { id } = await add('a.json')
  const given = await add('b.json', { key })
  await links.remove(given.id)
  expect(revoked).toEqual([])
  await links.remove(id)
  expect(revoked).toEqual(['the-key'])
})

test('a key that was made for a link that the hub refuses is revoked at once', async () => {
  const { add, write, wire, revoked, links } = await rig()
  await write('a.json', '1')
  wire.refusal = new SyncError(403, 'app_off', 'The app is switched off.')
  await expect(add('a.json')).rejects.toThrow('The app is switched off.')
  expect([revoked, links.list()]).toEqual([['the-key'], []])
})
