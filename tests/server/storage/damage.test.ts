import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const never = '1900-01-01T00:00:00.000Z'

/** What a new device gets that has nothing of its own. */
const fetchAs = (hub: Hub, key: string, deviceName: string) =>
  post(hub, key, { deviceName, savedTs: never, settings: `of ${deviceName}` })

const healthOf = async (hub: Hub) => (await hub.app.inject('/health')).json()

/** Two accounts with two versions each, and the paths of the first one's files, oldest first. */
async function damagedFolder() {
  const folder = join(await temporaryFolder(), 'data')
  const { hub } = await testHub({ folder })
  const keys = [await keyFor(hub, 'thunder', 'Ada'), await keyFor(hub, 'thunder', 'Grace')]
  for (const key of keys) {
    for (const hour of ['09', '10']) {
      const savedTs = `2025-03-01T${hour}:00:00.000Z`
      await post(hub, key, { deviceName: 'Phone', savedTs, settings: `of ${hour} h` })
    }
  }
  const [ada] = await hub.store.accounts.list()
  await hub.close()
  const slot = join(folder, 'slots', ada?.id ?? '', 'thunder')
  const names = (await readdir(slot)).filter((name) => name.endsWith('.version')).sort()
  return { folder, keys, paths: names.map((name) => join(slot, name)) }
}

test('a damaged current version gives way to the last good one, and the health counts it', async () => {
  const { folder, keys, paths } = await damagedFolder()
  const [ada = '', grace = ''] = keys
  const [, newest = ''] = paths
  const bytes = await readFile(newest)
  await writeFile(newest, bytes.fill(0, bytes.length - 4))

  const { hub, logged } = await testHub({ folder })
  expect((await fetchAs(hub, ada, 'Tablet')).body).toMatchObject({
    action: 'existingNewer',
    data: 'of 09 h',
  })
  expect((await fetchAs(hub, grace, 'Tablet')).body.data).toBe('of 10 h')
  expect(await healthOf(hub)).toEqual({ status: 'ready', problems: 1 })
  expect(logged.some((line) => line.includes('a damaged file was set aside'))).toBe(true)
  expect(await readdir(join(folder, 'quarantine'))).toHaveLength(1)
})

test('a slot that has lost all of its versions takes the next one, and nothing hides it', async () => {
  const { folder, keys, paths } = await damagedFolder()
  const [ada = ''] = keys
  for (const path of paths) await writeFile(path, 'null')
  const { hub } = await testHub({ folder })
  expect((await fetchAs(hub, ada, 'Tablet')).body.action).toBe('created')
  expect((await healthOf(hub)).problems).toBeGreaterThanOrEqual(2)
})
