import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mostVersions } from '../../../../server/slots/retention.ts'
import { encodeVersion, versionFileName } from '../../../../server/storage/lowdb/version-file.ts'
import { keyFor, post, testHub, testStart } from '../../../helpers/hub.ts'
import { versionOf } from './support.ts'

/** The number with which a slot was once found to be broken is 125,631. */
const count = Number(process.env.VERSIONS ?? 21_500)

test('a slot with very many versions opens, syncs, is backed up and thins out', async () => {
  const made = await testHub()
  const key = await keyFor(made.hub)
  const [account] = await made.hub.store.accounts.list()
  await made.hub.close()
  const slot = join(made.folder, 'slots', account?.id ?? '', 'thunder')
  await mkdir(slot, { recursive: true })
  const text = Buffer.from('x')
  for (let first = 1; first <= count; first += 100) {
    const numbers = Array.from({ length: Math.min(100, count - first + 1) }, (_, n) => first + n)
    const write = (number: number) => {
      const at = testStart - (count - number + 1) * 1_000
      const stamps = { savedTs: new Date(at).toISOString(), savedAt: at, effectiveAt: at }
      const shared = number > 1 && { contentIn: 1 }
      const version = { ...versionOf('x'), ...stamps, receivedAt: at, number, ...shared }
      const header = { format: 'sxncd-version-1', encoding: 'utf8', ...version } as const
      const bytes = encodeVersion(header, number === 1 ? text : undefined)
      return writeFile(join(slot, versionFileName(number)), bytes)
    }
    await Promise.all(numbers.map(write))
  }
  const { hub } = await testHub({ folder: made.folder })
  const id = { accountId: account?.id ?? '', app: 'thunder' }
  const stored = () => hub.store.slots.read(id, async (found) => (await found.versions()).length)
  const began = performance.now()
  expect(await stored()).toBe(count)
  expect((performance.now() - began) / count, 'ms for each version').toBeLessThan(5)

  const backedUp = await hub.store.snapshot(async ({ parts }) => {
    const kinds: Record<string, number> = {}
    for await (const part of parts) kinds[part.kind] = (kinds[part.kind] ?? 0) + 1
    return kinds
  })
  expect(backedUp.damaged).toBeUndefined()
  expect(backedUp.file).toBeGreaterThan(count)

  // The bound holds when a version is added, and not only when the hub tidies up.
  const sync = { deviceName: 'Phone', savedTs: new Date(testStart).toISOString(), settings: 'new' }
  expect((await post(hub, key, sync)).status).toBe(200)
  // Beyond it are the new one, and the one that holds the content of the others.
  expect(await stored()).toBeLessThanOrEqual(mostVersions + 2)
  const again = { ...sync, savedTs: new Date(testStart + 1_000).toISOString(), settings: 'newer' }
  const start = performance.now()
  expect((await post(hub, key, again)).status).toBe(200)
  expect(performance.now() - start).toBeLessThan(2_000)
  expect(hub.store.status().problems).toEqual([])
}, 600_000)
