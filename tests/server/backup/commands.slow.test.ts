import { readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { saveBackup, verifyBackup } from '../../../server/backup/save-backup.ts'
import type { Hub } from '../../../server/hub.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { backupOf, contentsIn, contentsOf } from './support.ts'

const sync = (hub: Hub, key: string, minute: number, settings: string) =>
  post(hub, key, {
    deviceName: 'a',
    savedTs: new Date(testStart - 1e6 + minute * 6e4).toISOString(),
    settings,
  })

test('a hub that runs is asked for its backup', async () => {
  const { hub, folder } = await testHub()
  await sync(hub, await keyFor(hub), 0, 'x'.repeat(3_000_000))
  await hub.listen()
  const file = join(await temporaryFolder(), 'hub.zip')
  const { code, out, err } = await cliFor(folder)('backup', file)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^Wrote .+hub\.zip: \d+ files, 2\.9 MiB, all read back\. Keep it safe/)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await verifyBackup(file)).toMatchObject({ hubId: hub.store.hub.id, damaged: [] })
  expect(await readdir(dirname(file))).toEqual(['hub.zip'])

  // Nobody would start this hub anew, so nothing is restored into it.
  const restored = await cliFor(folder)('restore', file, '--yes')
  expect(restored).toMatchObject({ code: 1, out: '' })
  expect(restored.err).toContain('This hub cannot start itself anew. Stop it')
})

test('a hub that is stopped is opened for its backup; a backup of before is replaced', async () => {
  const { hub, folder } = await testHub()
  await sync(hub, await keyFor(hub), 0, 'a')
  const contents = await contentsOf(hub.store)
  await hub.close()
  const file = join(await temporaryFolder(), 'hub.zip')
  await writeFile(file, 'of before')
  const { code, out } = await cliFor(folder)('backup', file, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ file, hubId: contents.hub.id, damaged: [] })
  const other = join(await temporaryFolder(), 'data')
  expect((await cliFor('/nowhere')('--data-dir', other, 'restore', file, '--yes')).code).toBe(0)
  expect(await contentsIn(other)).toEqual({ ...contents, problems: [] })
})

test('what cannot be done says so by its exit code, and leaves nothing behind', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  const cli = cliFor(folder)
  const place = await temporaryFolder()
  expect((await cli('restore', join(place, 'none.zip'), '--yes')).code).toBe(3)
  expect((await cli('backup', join(place, 'no/hub.zip'))).code).toBe(3)
  expect(await cli('backup', place)).toMatchObject({ code: 1, out: '' })
  await writeFile(join(place, 'bad.zip'), 'bad')
  expect(await cli('restore', join(place, 'bad.zip'), '--yes')).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^".+" cannot be used as a backup: .+ Nothing was changed\.\n$/),
  })
  expect((await cli('restore', join(place, 'bad.zip'))).code).toBe(2)
  expect(await readdir(place)).toEqual(['bad.zip'])
})

test('a backup that breaks off is thrown away, and the one of before stays', async () => {
  const { hub, folder } = await testHub()
  vi.spyOn(hub.store, 'snapshot').mockImplementation(async (work) =>
    work({ schema: 1, parts: brokenOff() }),
  )
  await hub.listen()
  const file = join(await temporaryFolder(), 'hub.zip')
  await writeFile(file, 'of before')
  const { code, err } = await cliFor(folder)('backup', file)
  expect([code, err]).toEqual([
    1,
    'The hub stopped, or could not read its data folder, while it made the backup. No backup was made.\n',
  ])
  expect(await readdir(dirname(file))).toEqual(['hub.zip'])
  expect((await stat(file)).size).toBe(9)
})

async function* brokenOff() {
  yield { kind: 'file', path: 'db/keys.json', data: Buffer.alloc(100_000) } as const
  throw new Error('EIO')
}

test('what was written is read back: half of it never gets the name', async () => {
  const { hub } = await testHub()
  const bytes = await backupOf(hub)
  const file = join(await temporaryFolder(), 'hub.zip')
  const half = Readable.from([bytes.subarray(0, bytes.length / 2)])
  await expect(saveBackup(file, half)).rejects.toThrow('cannot be used as a backup')
  expect(await readdir(dirname(file))).toEqual([])
})

test('a damaged version is left out, named, and told of', async () => {
  const { hub, folder } = await testHub()
  const key = await keyFor(hub)
  for (const n of [0, 1, 2]) await sync(hub, key, n, `text ${n}`)
  const slots = await readdir(join(folder, 'slots'), { recursive: true })
  const first = slots.find((name) => name.includes('/0000000001-')) ?? ''
  await writeFile(join(folder, 'slots', first), 'damaged')
  await hub.listen()
  const file = join(await temporaryFolder(), 'hub.zip')
  const { code, out } = await cliFor(folder)('backup', file)
  expect(code).toBe(1)
  expect(out).toContain(`Not in the backup, as it was damaged: slots/${first}`)
  const other = join(await temporaryFolder(), 'data')
  expect((await cliFor(other)('restore', file, '--yes')).code).toBe(0)
  const [slot] = Object.values((await contentsIn(other)).slots) as { settings: object[] }[]
  expect(slot?.settings).toHaveLength(2)
})

test('a reader that goes away keeps nothing from being removed', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  for (const n of [0, 1, 2]) await sync(hub, key, n, `${n}`.repeat(9_000_000))
  const url = await hub.listen()
  const headers = { authorization: `Bearer ${hub.controlToken}` }
  const reply = await fetch(`${url}/api/v1/backup`, { headers })
  const reader = reply.body?.getReader()
  await reader?.read()
  const [id] = await hub.store.slots.list()
  if (!id) throw new Error('there is no slot')
  const remove = () =>
    hub.store.slots.update(id, async (slot) => {
      await slot.remove(new Set([1]))
      return (await slot.versions()).length
    })
  expect(await remove()).toBe(3)
  await reader?.cancel()
  await vi.waitFor(async () => expect(await remove()).toBe(2), 5_000)
})
