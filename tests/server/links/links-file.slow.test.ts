import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linksFile, type StoredLink } from '../../../server/links/links-file.ts'
import { readLinks } from '../../../server/links/read-links.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { rig, testStart } from './rig.ts'

const minute = 60_000

test('the keys are for nobody else to read', async () => {
  const { add, write, file } = await rig()
  await write('a.json', '1')
  await add('a.json')
  expect((await stat(file('config'))).mode & 0o777).toBe(0o700)
  for (const name of await readdir(file('config'))) {
    expect([name, (await stat(file(`config/${name}`))).mode & 0o777]).toEqual([name, 0o600])
  }
  expect((await readdir(file('config'))).sort()).toEqual([
    'links-state.json',
    'links.json',
    'links.json.change.kernel',
  ])
})

test('after a restart nothing is sent again, and what changed meanwhile is', async () => {
  const { add, write, links, open, wire, advance, onHub, time, read, other } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  await links.close()
  expect(time.waiting.size).toBe(0)
  const again = await open()
  await time.advance(minute, () => again.idle())
  expect([wire.sent.length, again.list()[0]?.state]).toEqual([1, 'in-step'])
  expect(again.list()[0]?.lastTransfer).toMatchObject({ direction: 'to-hub', at: testStart })
  await again.close()
  await write('a.json', '2', testStart - 30_000)
  const third = await open()
  await time.advance(minute, () => third.idle())
  expect([wire.sent.length, await onHub()]).toEqual([2, '2'])
  await third.close()
  // And what is newer on the hub is written, not written over.
  await other('3', testStart - 5_000)
  const fourth = await open()
  await time.advance(minute, () => fourth.idle())
  expect([wire.sent.length, await read('a.json'), await onHub()]).toEqual([2, '3', '3'])
  await advance(0)
})

test('without what was known the stamps decide, and nothing is lost', async () => {
  const { add, write, links, open, time, read, other, history, file } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  await links.close()
  await other('2', testStart - 5_000)
  await writeFile(file('config/links-state.json'), '{ half')
  const again = await open()
  await time.advance(minute, () => again.idle())
  expect(await read('a.json')).toBe('2')
  expect(await history()).toHaveLength(2)
})

test.each([
  ['torn', '{"version":1,"lin'],
  ['empty', ''],
  ['null', 'null'],
  ['another file', '{"links":[{"id":1}],"version":1}'],
])('a list that is damaged (%s) is set aside, never emptied silently', async (_, damaged) => {
  const { add, write, links, open, file, logged, read } = await rig()
  await write('a.json', '1')
  await add('a.json')
  await links.close()
  await writeFile(file('config/links.json'), damaged)
  const again = await open()
  expect(again.problem).toMatch(/^The list of linked files is damaged and was set aside as ".*"\./)
  expect(logged.join('\n')).toContain('set aside')
  expect(again.list()).toEqual([])
  const [aside] = (await readdir(file('config'))).filter((name) => name.includes('damaged'))
  expect(await read(`config/${aside}`)).toBe(damaged)
})

test('a list of a newer program is left as it is', async () => {
  const { links, open, file, read } = await rig()
  await links.close()
  await writeFile(file('config/links.json'), '{"version":2,"links":{}}')
  await expect(open()).rejects.toThrow(/was written by a newer program. Update this one\.$/)
  expect(await read('config/links.json')).toBe('{"version":2,"links":{}}')
})

test('links that another program adds, changes or removes are taken up', async () => {
  const { add, write, links, file, advance, onHub, read } = await rig()
  await write('a.json', '1')
  await write('b.json', '2')
  const { id } = await add('a.json')
  const kept = linksFile(file('config/links.json'))
  const [first] = (await kept.read()) ?? []
  if (!first) throw new Error('there is a link')
  const second = { ...first, id: 'other', path: file('b.json'), deviceName: 'Other' }
  await kept.change((all) => [...all, second], [])
  await advance(31_000)
  expect(links.list().map(({ state }) => state)).toEqual(['in-step', 'hub-is-newer'])
  expect(await onHub()).toBe('1')
  await kept.change((all) => all.map((one) => ({ ...one, writeBack: true })), [])
  await advance(31_000)
  expect(await read('b.json')).toBe('1')
  await kept.change((all) => all.filter((one) => one.id !== id), [])
  await advance(31_000)
  expect(links.list().map((one) => one.id)).toEqual(['other'])
  // Half a file, as while somebody edits it, ends nothing.
  await writeFile(file('config/links.json'), '{"version":1')
  await advance(31_000)
  expect(links.list()).toHaveLength(1)
})

test('changes at the same time are all kept, and a lock that a crash left is none', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'links.json')
  const link = (id: string) => ({ ...example, id })
  await writeFile(`${path}.change`, '')
  execFileSync('touch', ['-d', '1 hour ago', `${path}.change`])
  const add = (id: string) => linksFile(path).change((all) => [...all, link(id)], [])
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map(add))
  const { links } = await readLinks(path, 0)
  expect(links.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(JSON.stringify(links)).not.toContain('sxncd_')
  expect(await readdir(folder)).toEqual(['links.json', 'links.json.change.kernel'])
  expect(await readFile(path, 'utf8')).toContain('sxncd_secret')
})

test('of many who find the lock of a crash, one alone goes first', async () => {
  for (let round = 0; round < 2; round += 1) {
    const path = join(await temporaryFolder(), 'links.json')
    await writeFile(`${path}.change`, '')
    const ids = Array.from({ length: 8 }, (_, at) => String(at))
    const add = (id: string) => linksFile(path).change((all) => [...all, { ...example, id }], [])
    await Promise.all(ids.map(add))
    expect((await linksFile(path).read())?.map(({ id }) => id).sort()).toEqual(ids)
  }
})

test('a folder that cannot be made is named', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(readLinks(join(folder, 'file/x/links.json'), 0)).rejects.toThrow(/cannot be used/)
  await mkdir(join(folder, 'links.json'))
  await expect(readLinks(join(folder, 'links.json'), 0)).rejects.toThrow(
    /"cannot be used|cannot be used \(EISDIR\)/,
  )
})

const example: StoredLink = {
  id: 'a',
  app: 'vimium',
  path: '/a.json',
  kind: 'file',
  hub: { kind: 'this' },
  deviceName: 'Laptop',
  writeBack: false,
  paused: false,
  createdAt: 0,
  key: 'sxncd_secret',
}
