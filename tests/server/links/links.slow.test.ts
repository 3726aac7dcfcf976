import { readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { SyncError } from '../../../client/errors.ts'
import { rig, testStart } from './rig.ts'

const minute = 60_000
const backups = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.bak')).sort()

test('a linked file is sent with the date of the file, and again when it changes', async () => {
  const { add, write, view, onHub, changed, history, wire } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json')
  expect(view()).toMatchObject({
    state: 'in-step',
    lastTransfer: { direction: 'to-hub', at: testStart, size: 7 },
  })
  expect(await onHub()).toBe('{"a":1}')
  await write('a.json', '{"a":2}', testStart)
  await changed()
  expect(await onHub()).toBe('{"a":2}')
  expect((await history()).map(({ savedTs, deviceName }) => [savedTs, deviceName])).toEqual([
    ['2025-03-01T12:00:00.000Z', 'Laptop'],
    ['2025-03-01T11:59:00.000Z', 'Laptop'],
  ])
  expect(wire.sent).toHaveLength(2)
})

test('a file and a device that changed at the same time are told of', async () => {
  const { add, write, view, onHub, changed, other } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json')
  await other('{"a":2}')
  await write('a.json', '{"a":3}', testStart + minute)
  await changed()
  expect(await onHub()).toBe('{"a":3}')
  expect(view().lastTransfer).toMatchObject({ direction: 'to-hub', conflict: 'Pixel' })
  await write('a.json', '{"a":4}', testStart + 2 * minute)
  await changed()
  expect(view().lastTransfer).not.toHaveProperty('conflict')
})

test('a key is never part of what people see', async () => {
  const { add, write, key, told, logged } = await rig()
  await write('a.json', '{}')
  await add('a.json')
  expect(told.length).toBeGreaterThan(1)
  expect(JSON.stringify([told, logged])).not.toContain(key)
})

test('what is newer on the hub is only told where nothing is to be written', async () => {
  const { add, write, read, other, view, folder, wire } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json')
  expect(await other('{"a":2}')).toBe('incomingNewer')
  expect(view().state).toBe('hub-is-newer')
  expect(await read('a.json')).toBe('{"a":1}')
  expect(await backups(folder)).toEqual([])
  expect(wire.sent).toHaveLength(1)
})

test('what is newer on the hub is written, with a backup, and is not sent back', async () => {
  const { add, write, read, other, view, file, folder, changed, wire, history } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json', { writeBack: true })
  await other('{"a":2}', testStart - 5)
  expect(await read('a.json')).toBe('{"a":2}')
  expect((await stat(file('a.json'))).mtimeMs).toBe(testStart - 5)
  const backup = file('a.json.20250301-120000.bak')
  expect(view()).toMatchObject({
    state: 'in-step',
    lastTransfer: { direction: 'to-file', at: testStart, size: 7, backup },
  })
  expect(await read('a.json.20250301-120000.bak')).toBe('{"a":1}')
  await changed()
  await changed(2 * minute)
  expect(wire.sent).toHaveLength(1)
  expect(await history()).toHaveLength(2)
  expect(await backups(folder)).toHaveLength(1)
})

test('writing back can be switched on later, and off', async () => {
  const { add, write, read, other, view, links, advance } = await rig()
  await write('a.json', '{"a":1}')
  const { id } = await add('a.json')
  await other('{"a":2}')
  expect(await links.change(id, { writeBack: true })).toMatchObject({ writeBack: true })
  await advance(0)
  expect(await read('a.json')).toBe('{"a":2}')
  await links.change(id, { writeBack: false })
  await other('{"a":3}', testStart + 1)
  await advance(1_000)
  expect([view().state, await read('a.json')]).toEqual(['hub-is-newer', '{"a":2}'])
})

test('only the newest five backups are kept, and no other file goes', async () => {
  const { add, write, other, clock, folder } = await rig()
  await write('a.json', '0')
  await write('a.json.bak', 'of a person')
  await write('a.json.20250101-000000.txt', 'of another')
  await add('a.json', { writeBack: true })
  for (let count = 1; count <= 8; count += 1) {
    clock.now += count === 4 ? 0 : 1_000
    await other(String(count), clock.now + count)
  }
  expect(await backups(folder)).toEqual([
    'a.json.20250301-120003-2.bak',
    'a.json.20250301-120004.bak',
    'a.json.20250301-120005.bak',
    'a.json.20250301-120006.bak',
    'a.json.20250301-120007.bak',
    'a.json.bak',
  ])
  expect(await readdir(folder)).toContain('a.json.20250101-000000.txt')
})

test('edits on both sides: the newer wins, the other is in the history and in a backup', async () => {
  const { add, write, read, other, changed, onHub, history, folder } = await rig()
  await write('a.json', '0')
  await add('a.json', { writeBack: true })
  // The file was changed first, but nobody has told of it yet.
  await write('a.json', '"mine"', testStart - 30_000)
  await other('"theirs"', testStart - 20_000)
  await changed()
  expect([await read('a.json'), await onHub()]).toEqual(['"theirs"', '"theirs"'])
  expect(await history()).toHaveLength(3)
  expect((await backups(folder)).length).toBe(1)
  // And the other way round.
  await other('"theirs again"', testStart - 10_000)
  await write('a.json', '"mine again"', testStart - 5_000)
  await changed()
  expect([await read('a.json'), await onHub()]).toEqual(['"mine again"', '"mine again"'])
})

test('a change after the two had agreed is newer, whatever a clock says', async () => {
  const { add, write, other, changed, onHub, read } = await rig()
  await write('a.json', '0')
  await add('a.json', { writeBack: true })
  // A device whose clock is two minutes ahead, and a file system that knows only whole seconds.
  await other('1', testStart + 2 * minute)
  await write('a.json', '2', testStart)
  await changed()
  expect([await onHub(), await read('a.json')]).toEqual(['2', '2'])
  await write('a.json', '3', testStart)
  await changed()
  expect(await onHub()).toBe('3')
})

test('an old copy that is put in the place of the file does not go over newer settings', async () => {
  const { add, write, other, changed, onHub, read } = await rig()
  await write('a.json', '0')
  await add('a.json', { writeBack: true })
  await other('1')
  await write('a.json', '"old"', testStart - 60 * minute)
  await changed()
  expect([await onHub(), await read('a.json')]).toEqual(['1', '1'])
})

test('the file is deleted: nothing is deleted, nothing brought back, and it goes on with the next', async () => {
  const { add, write, file, other, changed, view, onHub, folder, read } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json', { writeBack: true })
  await rm(file('a.json'))
  await changed()
  expect(view().state).toBe('waiting-for-file')
  expect(await onHub()).toBe('{"a":1}')
  await other('{"a":2}')
  expect(await readdir(folder)).not.toContain('a.json')
  expect(view().state).toBe('waiting-for-file')
  // The same file comes back, as from the trash: now it gets what is newer.
  await write('a.json', '{"a":1}')
  await changed()
  expect(await read('a.json')).toBe('{"a":2}')
})

test('a file that was never there is written once, where that is wanted', async () => {
  const { add, other, view, read, onHub } = await rig()
  await other('{"a":1}')
  await add('a.json')
  expect(view().state).toBe('waiting-for-file')
  await add('b.json', { writeBack: true })
  expect(await read('b.json')).toBe('{"a":1}')
  expect(await onHub()).toBe('{"a":1}')
})

test('an app that adopts: the first link takes what is there', async () => {
  const { add, write, read, other, view, onHub } = await rig({ app: 'obtainium' })
  await other('{"apps":1}', testStart - 60 * minute)
  await write('a.json', '{"apps":2}')
  await add('a.json')
  expect(view().state).toBe('hub-is-newer')
  await write('b.json', '{"apps":3}')
  await add('b.json', { writeBack: true })
  expect(await read('b.json')).toBe('{"apps":1}')
  expect(await onHub()).toBe('{"apps":1}')
})

test('a slow writer: nothing is sent before the file has settled and is whole', async () => {
  const { add, write, changed, wire, view, advance } = await rig()
  await write('a.json', '{"a":1}')
  await add('a.json')
  await write('a.json', '', testStart)
  await changed(800)
  await write('a.json', '{"a"', testStart + 1)
  await changed(800)
  await write('a.json', '{"a":2,', testStart + 2)
  await changed(20_000)
  expect(wire.sent).toHaveLength(1)
  expect(view().state).toBe('in-step')
  await write('a.json', '{"a":2,"b":3}', testStart + 3)
  await changed(100)
  await advance(900)
  expect(wire.sent).toHaveLength(1)
  await advance(1_000)
  expect(wire.sent.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":2,"b":3}'])
})

test('a file that never becomes whole is told in words, and sent once it is', async () => {
  const { add, write, changed, wire, view } = await rig()
  await write('a.json', '{"hideHud":', testStart)
  await add('a.json')
  await changed(2 * minute)
  expect(view()).toMatchObject({
    state: 'stopped',
    problem: expect.stringMatching(/^".*a\.json" is not whole JSON, .* sent once it is\.$/),
  })
  expect(wire.sent).toEqual([])
  await write('a.json', '{"hideHud":1}', testStart + 1)
  await changed()
  expect(view().state).toBe('in-step')
  expect(view().problem).toBeUndefined()
})

test('a file that is empty is never sent', async () => {
  const { add, write, changed, view, onHub } = await rig({ app: 'thunder' })
  await write('a.json', '{"a":1}')
  await add('a.json')
  await write('a.json', '', testStart)
  await changed(2 * minute)
  expect(view().problem).toMatch(/is empty/)
  expect(await onHub()).toBe('{"a":1}')
})

test('an edit that has not settled comes before what the hub tells of meanwhile', async () => {
  const { add, write, read, changed, other, onHub } = await rig()
  await write('a.json', '0')
  await add('a.json', { writeBack: true })
  await write('a.json', '"mine"', testStart)
  await other('"theirs"', testStart - 1_000)
  expect(await read('a.json')).toBe('"mine"')
  await changed()
  expect([await read('a.json'), await onHub()]).toEqual(['"mine"', '"mine"'])
})

test('saves by a new file under the old name, and renames, are followed', async () => {
  const { add, write, file, changed, onHub, view } = await rig()
  await write('a.json', '1')
  await add('a.json')
  await write('.a.json.tmp', '2', testStart)
  await rename(file('.a.json.tmp'), file('a.json'))
  await changed()
  expect(await onHub()).toBe('2')
  await rename(file('a.json'), file('old.json'))
  await changed()
  expect(view().state).toBe('waiting-for-file')
  await rename(file('old.json'), file('a.json'))
  await changed()
  expect(view().state).toBe('in-step')
})

test('a symbolic link is followed for reading, writing and watching', async () => {
  const { add, write, file, changed, onHub, other, read, watcher, folder } = await rig()
  await write('real/a.json', '1')
  await symlink(file('real/a.json'), file('a.json'))
  await add('a.json', { writeBack: true })
  expect(await onHub()).toBe('1')
  expect([...watcher.watched.keys()]).toEqual(expect.arrayContaining([folder, file('real')]))
  await other('2')
  expect(await read('real/a.json')).toBe('2')
  expect((await readdir(folder)).filter((name) => name.startsWith('a.json'))).toEqual(['a.json'])
  await write('real/a.json', '3', testStart + 1)
  await changed()
  expect(await onHub()).toBe('3')
})

test('without a watcher the file is looked at every 30 s, and no more often', async () => {
  const { add, write, advance, onHub, wire, time } = await rig({ watch: 'none' })
  await write('a.json', '1')
  await add('a.json')
  await write('a.json', '2', testStart - 30_000)
  await advance(29_000)
  expect(await onHub()).toBe('1')
  await advance(2_000)
  expect(await onHub()).toBe('2')
  // While nothing happens, only the one timer waits and the hub is not asked.
  const { reads } = wire
  await advance(10 * minute)
  expect([time.waiting.size, wire.reads, wire.sent.length]).toEqual([1, reads, 2])
})

test('a hub that is away is tried again, more and more seldom, then all is well', async () => {
  const { add, write, changed, view, wire, advance, onHub } = await rig()
  await write('a.json', '1')
  await add('a.json')
  wire.refusal = new SyncError(0, 'unreachable', 'The hub cannot be reached (ECONNREFUSED).')
  await write('a.json', '2', testStart)
  await changed()
  expect(view()).toMatchObject({
    state: 'retrying',
    problem: 'The hub cannot be reached (ECONNREFUSED).',
  })
  await advance(10 * minute)
  wire.refusal = undefined
  await advance(minute)
  expect([view().state, view().problem, await onHub()]).toEqual(['in-step', undefined, '2'])
})

test('a hub that pauses says so, and is waited for', async () => {
  const { add, write, view, wire, links, advance } = await rig()
  await write('a.json', '1')
  wire.refusal = new SyncError(503, 'paused', 'This hub is paused.')
  await add('a.json')
  expect(view()).toMatchObject({ state: 'retrying', problem: 'This hub is paused.' })
  wire.refusal = undefined
  links.wake()
  await advance(0)
  expect(view().state).toBe('in-step')
})

test('a key that was revoked stops the link with the sentence of the hub; waking tries again', async () => {
  const { add, write, changed, view, hub, wire, links, advance } = await rig()
  await write('a.json', '1')
  await add('a.json')
  const [key] = await hub.store.keys.list()
  if (key) await hub.store.keys.put([{ ...key, revokedAt: 1 }])
  await write('a.json', '2', testStart)
  await changed()
  expect(view()).toMatchObject({
    state: 'stopped',
    problem: 'This key was revoked. Make a new one for this app.',
  })
  const { length } = wire.sent
  await write('a.json', '3', testStart + 1)
  await changed(10 * minute)
  expect(wire.sent).toHaveLength(length)
  links.wake()
  await advance(2_000)
  expect(wire.sent.length).toBeGreaterThan(length)
  expect(view().state).toBe('stopped')
})

test('what the hub refuses for its content is not sent again before it is another', async () => {
  const { add, write, changed, view, wire, advance } = await rig()
  await write('a.json', '1')
  wire.refusal = new SyncError(413, 'too_large', 'It is larger than this hub takes (10 MiB).')
  const adding = add('a.json')
  await expect(adding).rejects.toThrow('larger than this hub takes')
  wire.refusal = undefined
  await add('a.json')
  wire.refusal = new SyncError(413, 'too_large', 'It is larger than this hub takes (10 MiB).')
  await write('a.json', '22', testStart)
  await changed()
  expect(view()).toMatchObject({ state: 'stopped', problem: expect.stringContaining('10 MiB') })
  wire.refusal = undefined
  await changed(10 * minute)
  expect([view().state, wire.sent.length]).toEqual(['stopped', 1])
  await write('a.json', '3', testStart + 1)
  await changed()
  await advance(0)
  expect([view().state, view().problem, wire.sent.length]).toEqual(['in-step', undefined, 2])
})

test('bytes that are no text are said so, and never sent', async () => {
  const { add, write, file, changed, view, wire } = await rig()
  await write('a.json', '1')
  await add('a.json')
  await writeFile(file('a.json'), Buffer.from([0x7b, 0xff, 0x7d]))
  await utimes(file('a.json'), new Date(testStart - 20_000), new Date(testStart - 20_000))
  await changed()
  expect(view()).toMatchObject({ state: 'stopped', problem: expect.stringContaining('not UTF-8') })
  expect(wire.sent).toHaveLength(1)
})

test('what is not JSON is not written into the file of an app that has JSON', async () => {
  const { add, write, read, other, view } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  await other('U2FsdGVkX18=')
  expect(view()).toMatchObject({
    state: 'hub-is-newer',
    problem: expect.stringContaining('perhaps another device encrypts it'),
  })
  expect(await read('a.json')).toBe('1')
})

test('a hub that is empty gets the file, also one that was set up anew', async () => {
  const first = await rig()
  await first.write('a.json', '1')
  await first.add('a.json')
  await first.links.close()
  const second = await rig({ folder: first.folder })
  // The key belongs to the other hub: as if that had been set up anew under the same address.
  const text = await second.read('config/links.json')
  await writeFile(second.file('config/links.json'), text.replace(first.key, second.key))
  await second.advance(31_000)
  expect(await second.onHub()).toBe('1')
})

test('a hub that was set back to a backup gets what the file has, and never writes what is older', async () => {
  const { add, write, read, other, onHub, hub, links, advance } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  await other('2')
  expect(await read('a.json')).toBe('2')
  const [slot] = await hub.store.slots.list()
  if (!slot) throw new Error('there is a slot')
  await hub.store.slots.update(slot, async (writer) => {
    const all = await writer.versions()
    await writer.remove(new Set(all.slice(1).map(({ number }) => number)))
  })
  links.wake()
  await advance(0)
  expect([await onHub(), await read('a.json')]).toEqual(['2', '2'])
})

test('sent by hand: the file wins, also for an app that adopts', async () => {
  const { add, write, other, view, onHub, links } = await rig({ app: 'obtainium' })
  await other('{"apps":1}')
  await write('a.json', '{"apps":2}')
  const { id } = await add('a.json')
  expect(view().state).toBe('hub-is-newer')
  await links.syncNow(id, 'to-hub')
  expect([view().state, await onHub()]).toEqual(['in-step', '{"apps":2}'])
})

test('sent by hand where the two agree: nothing new is kept', async () => {
  const { add, write, links, history, view } = await rig()
  await write('a.json', '1')
  const { id } = await add('a.json')
  await links.syncNow(id, 'to-hub')
  expect([view().state, (await history()).length]).toEqual(['in-step', 1])
})

test('the stream of the hub is lost: it is said so, and looked at again after a sleep', async () => {
  const { add, write, wire, view, clock, advance, other, read } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  wire.lose(new SyncError(0, 'unreachable', 'The hub cannot be reached.'))
  await advance(0)
  expect(view()).toMatchObject({ state: 'retrying', problem: 'The hub cannot be reached.' })
  await other('2')
  expect(await read('a.json')).toBe('1')
  // The clock tells that the machine has slept.
  clock.now += 8 * 60 * minute
  await advance(31_000)
  expect([view().state, await read('a.json')]).toEqual(['in-step', '2'])
})

test('taken by hand: into the file, with a backup, also while the link is paused', async () => {
  const { add, write, read, other, view, links, folder, file } = await rig()
  await write('a.json', '1')
  const { id } = await add('a.json')
  await links.change(id, { paused: true })
  await other('2')
  expect(view().state).toBe('paused')
  await links.syncNow(id, 'to-file')
  expect([await read('a.json'), view().state]).toEqual(['2', 'paused'])
  expect(await backups(folder)).toHaveLength(1)
  await rm(file('a.json'))
  await expect(links.syncNow(id, 'to-hub')).rejects.toThrow(/^There is no file ".*a\.json" to send/)
  await links.syncNow(id, 'to-file')
  expect(await read('a.json')).toBe('2')
})

test('paused: nothing goes either way; then it goes on', async () => {
  const { add, write, read, other, changed, view, links, onHub, advance } = await rig()
  await write('a.json', '1')
  const { id } = await add('a.json', { writeBack: true })
  links.setPaused(true)
  await links.idle()
  expect(view().state).toBe('paused')
  await write('a.json', '2', testStart - 30_000)
  await changed(2 * minute)
  expect(await onHub()).toBe('1')
  links.setPaused(false)
  await advance(0)
  expect([view().state, await onHub()]).toEqual(['in-step', '2'])
  await links.change(id, { paused: true })
  await other('3')
  expect(await read('a.json')).toBe('2')
  await links.change(id, { paused: false })
  await advance(0)
  expect(await read('a.json')).toBe('3')
})

test('removing a link leaves the file and the settings', async () => {
  const { add, write, read, links, onHub, changed, wire } = await rig()
  await write('a.json', '1')
  const { id } = await add('a.json')
  await links.remove(id)
  expect(links.list()).toEqual([])
  await write('a.json', '2', testStart)
  await changed(minute)
  expect([await onHub(), await read('a.json'), wire.sent.length]).toEqual(['1', '2', 1])
  expect(JSON.parse(await read('config/links.json')).links).toEqual([])
  await expect(links.remove(id)).rejects.toThrow('There is no such link.')
})
