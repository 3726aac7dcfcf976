import { execFileSync } from 'node:child_process'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { SyncError } from '../../../client/errors.ts'
import type { NewLink } from '../../../server/links/new-link.ts'
import { rig } from './rig.ts'

const other = (more: object = {}) => ({
  kind: 'other' as const,
  url: 'http://127.0.0.1:9',
  ...more,
})

test.each<[string, Partial<NewLink>, RegExp]>([
  ['no app', { app: '../x' }, /^"\.\.\/x" is not the type of an app/],
  ['half a path', { path: 'a.json' }, /^"a\.json" is not a whole path\.$/],
  ['a folder as a file', { path: '/' }, /^"\/" is a folder, not a file/],
  ['no such folder', { path: '/no/such/file.json' }, /^There is no folder "\/no\/such"\.$/],
  ['no folder', { path: '/no/such', kind: 'folder' }, /^There is no folder "\/no\/such"\.$/],
  ['a device', { path: '/dev/null' }, /^"\/dev\/null" is not a file that holds settings\.$/],
  ['no key', { hub: other() }, /^A key of the hub is needed\.$/],
  ['no address', { hub: other({ url: 'ftp://x' }), key: 'k' }, /^The address of the hub must be/],
  ['no key at all', { hub: other(), key: 'a b' }, /^The key is empty, or holds characters/],
])('%s is refused', async (_, more, problem) => {
  const { add, links, write } = await rig()
  await write('a.json', '1')
  await expect(add('a.json', more)).rejects.toThrow(problem)
  expect(links.list()).toEqual([])
})

test('a pipe is refused at once, and does not keep anybody waiting', async () => {
  const { add, file, write, changed, view } = await rig()
  execFileSync('mkfifo', [file('pipe')])
  await expect(add('pipe')).rejects.toThrow(/is not a file that holds settings\.$/)
  await write('a.json', '1')
  await add('a.json')
  execFileSync('sh', ['-c', `rm "${file('a.json')}" && mkfifo "${file('a.json')}"`])
  await changed()
  expect(view()).toMatchObject({
    state: 'retrying',
    problem: expect.stringMatching(/is not a file that holds settings\.$/),
  })
})

test('a file is linked to a hub only once, and two links of a slot are two devices', async () => {
  const { add, write, links } = await rig()
  await write('a.json', '1')
  await write('b.json', '1')
  await add('a.json')
  await expect(add('a.json')).rejects.toThrow(/is linked to this hub already\.$/)
  await add('b.json')
  expect(links.list().map(({ deviceName }) => deviceName)).toEqual(['Laptop', 'Laptop (2)'])
})

test('the name of the computer is the name of the device unless said otherwise', async () => {
  const { links, write, file } = await rig()
  await write('a.json', '1')
  const wish = { app: 'vimium', path: file('a.json'), kind: 'file' as const, writeBack: false }
  expect(await links.add({ ...wish, hub: { kind: 'this' } })).toMatchObject({
    deviceName: hostname(),
  })
})

test('a key that the hub refuses is said at once; a hub that is away is waited for', async () => {
  const { add, write, wire, links, view } = await rig()
  await write('a.json', '1')
  const wish = { hub: other(), key: 'sxncd_wrong' }
  await expect(add('a.json', wish)).rejects.toThrow(/^This key has a typing error/)
  expect(links.list()).toEqual([])
  wire.refusal = new SyncError(0, 'unreachable', 'The hub cannot be reached.')
  await add('a.json', wish)
  expect(view()).toMatchObject({ state: 'retrying', problem: 'The hub cannot be reached.' })
})
