import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readThrough } from '../../../server/checks/read-through.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

async function hubWith(versions: number) {
  const { hub, folder } = await testHub()
  const key = await keyFor(hub)
  for (let n = 0; n < versions; n += 1) {
    const savedTs = `2025-01-01T00:0${n}:00Z`
    await post(hub, key, { deviceName: 'Phone', savedTs, settings: `settings ${n}` })
  }
  const [id] = await hub.store.slots.list()
  const slot = join(folder, 'slots', id?.accountId ?? '', id?.app ?? '')
  const names = (await readdir(slot)).filter((name) => name.endsWith('.version')).sort()
  return { hub, paths: names.map((name) => join(slot, name)) }
}

test('every version is read, and what is damaged is noticed', async () => {
  const { hub, paths } = await hubWith(4)
  expect(await readThrough(hub.store, 10_000)).toEqual({ versions: 4, all: true })
  expect(hub.store.status().problems).toEqual([])
  await writeFile(paths[1] ?? '', 'Not what was here before.')
  expect((await readThrough(hub.store, 10_000)).all).toBe(true)
  expect(hub.store.status().problems).toHaveLength(1)
  expect(await readThrough(hub.store, 10_000)).toEqual({ versions: 3, all: true })
})

test('it ends when its time is up', async () => {
  const { hub } = await hubWith(2)
  expect(await readThrough(hub.store, -1)).toEqual({ versions: 0, all: false })
})
