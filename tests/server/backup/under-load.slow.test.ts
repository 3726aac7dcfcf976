import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount, findAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { filesToRestore, openBackup } from '../../../server/backup/read-backup.ts'
import type { Hub } from '../../../server/hub.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'
import type { SlotId, Store } from '../../../server/storage/store.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { backupOf, fileWith, textsIn } from './support.ts'

/** With each the history grows; beyond 20,000 versions of an app the hub would let the oldest go. */
const rounds = scaled(8, 20)
const apps = ['thunder', 'obtainium', 'stylus']

interface Written {
  readonly app: string
  readonly text: string
  acknowledged: boolean
}

/** Devices that write one version after the other until they are told to stop. */
async function startWriters(hub: Hub) {
  const written: Written[] = []
  let [stopped, paused, count] = [false, false, 0]
  onTestFinished(() => {
    stopped = true
  })
  const keys: string[] = []
  for (const app of apps) keys.push(await keyFor(hub, app))
  const write = async (deviceName: string, index: number) => {
    while (!stopped) {
      count += 1
      const one = {
        app: apps[index] as string,
        text: `${deviceName} ${count}`,
        acknowledged: false,
      }
      const savedTs = new Date(testStart - 1e8 + count).toISOString()
      written.push(one)
      const { status } = await post(hub, keys[index], { deviceName, savedTs, settings: one.text })
      one.acknowledged = status === 200
      // A history that grew faster would make a test of restoring of it.
      do await wait(20)
      while (paused)
    }
  }
  const all = Array.from({ length: 6 }, (_, n) => write(`Device ${n}`, n % apps.length))
  return {
    written,
    pause(now: boolean) {
      paused = now
    },
    async stop() {
      paused = false
      stopped = true
      await Promise.all(all)
    },
  }
}

/** An account comes, gets a key and settings, and goes again, over and over. */
async function startGuests(hub: Hub) {
  let stopped = false
  onTestFinished(() => {
    stopped = true
  })
  const work = (async () => {
    for (let n = 0; !stopped; n += 1) {
      const account = await createAccount(hub.store, `Guest ${n}`, 'member', 0)
      const { text } = await createKey(hub.store, { account, app: 'thunder', name: 'a' }, 0)
      const savedTs = new Date(testStart - 1e6).toISOString()
      await post(hub, text, { deviceName: 'a', savedTs, settings: 'guest' })
      await hub.store.accounts.remove(account.id)
      await wait(1)
    }
  })()
  return {
    async stop() {
      stopped = true
      await work
    },
  }
}

/** Removes all that may go from every history, over and over, faster than any policy. */
function startThinning(hub: Hub) {
  let stopped = false
  const thin = (id: SlotId) =>
    hub.store.slots.update(id, async (slot) => {
      const devices = await slot.devices()
      const held = new Set(devices.flatMap(({ holds, sent }) => [holds, sent]))
      const current = (await slot.current())?.number
      const numbers = (await slot.versions()).map(({ number }) => number)
      await slot.remove(new Set(numbers.filter((one) => one !== current && !held.has(one))))
    })
  onTestFinished(() => {
    stopped = true
  })
  const work = (async () => {
    while (!stopped) {
      await wait(1)
      for (const id of await hub.store.slots.list()) await thin(id).catch(() => {})
    }
  })()
  return {
    async stop() {
      stopped = true
      await work
    },
  }
}

const times = Array.from({ length: scaled(1, 5) }, (_, index) => index + 1)

test.each(
  times.flatMap((time) => [
    ['no history is thinned out', time, false] as const,
    ['histories are thinned out without a rest', time, true] as const,
  ]),
)(
  'a backup beside writers is whole where %s: %i',
  async (_, __, thinning) => {
    const { hub } = await testHub({
      environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'error' },
      overrides: { store: { syncs: noSyncs } },
    })
    const writers = await startWriters(hub)
    const others = [await startGuests(hub), ...(thinning ? [startThinning(hub)] : [])]
    const ada = await findAccount(hub.store, 'Ada')
    const root = await temporaryFolder()
    for (let round = 0; round < rounds; round += 1) {
      writers.pause(false)
      await wait(50)
      const acknowledged = writers.written.filter((one) => one.acknowledged)
      const newest = await Promise.all(apps.map((app) => numberIn(hub.store, ada.id, app)))
      const file = await fileWith(await backupOf(hub))
      writers.pause(true)
      const folder = join(root, String(round))
      const backup = await openBackup(file)
      const restored = { folder, files: filesToRestore(backup), now: Date.now, syncs: noSyncs }
      expect((await restoreFolder(restored)).problems).toEqual([])
      backup.close()
      expect(backup.manifest.damaged).toEqual([])

      const store = await openStore({ folder, now: Date.now, syncs: noSyncs })
      const accounts = new Set((await store.accounts.list()).map(({ id }) => id))
      for (const { accountId } of await store.keys.list()) expect(accounts).toContain(accountId)
      for (const { accountId } of await store.slots.list()) expect(accounts).toContain(accountId)
      for (const [index, app] of apps.entries()) {
        const found = await textsIn(store, { accountId: ada.id, app })
        const own = acknowledged.filter((one) => one.app === app && !found.has(one.text))
        if (!thinning) expect(own).toEqual([])
        // No policy removes what is current.
        expect(await numberIn(store, ada.id, app)).toBeGreaterThanOrEqual(newest[index] as number)
      }
      expect(store.status().problems).toEqual([])
      await store.close()
    }
    await Promise.all([writers, ...others].map((one) => one.stop()))
    expect(writers.written.length).toBeGreaterThan(rounds)
    figure('backup: taken beside writers, and restored', rounds)
  },
  120_000,
)

const numberIn = (store: Store, accountId: string, app: string): Promise<number> =>
  store.slots.read({ accountId, app }, async (slot) => (await slot.current())?.number ?? 0)
