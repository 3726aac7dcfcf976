import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { hashKey } from '../../../server/accounts/key-secret.ts'
import { filesToRestore, openBackup } from '../../../server/backup/read-backup.ts'
import { saveBackup, verifyBackup } from '../../../server/backup/save-backup.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'
import { figure } from '../../helpers/figures.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { contentsIn, folderOf } from '../../server/backup/support.ts'
import { scaled } from '../scale.ts'
import { whatIsLost } from './check.ts'
import { childHubs, children } from './child-hub.ts'
import { newFolder } from './new-folder.ts'
import { type KnownKey, rotateUntilKilled } from './rotating.ts'
import { emptyLog, type Log, write } from './writers.ts'

/*
 * Kills at the moments at which a hub has more to do than to write down what devices send. The
 * moment is drawn anew each time, from all of the time that the work takes.
 */

const kills = scaled(4, 100)
const timeout = scaled(60_000, 3_600_000)

/** Moments spread over the time that some work takes; the first two times it is let go to its end. */
function moments() {
  const took: number[] = []
  return {
    // The first time is the slowest, as nothing is in the caches of the system.
    next: () => (took.length < 2 ? wait(10_000) : wait(Math.random() * (took[1] ?? 0) * 1.2)),
    took(ms: number) {
      took.push(ms)
      took.sort((a, b) => b - a)
    },
  }
}

/** Kills the child at some moment. @returns whether it was done before */
async function killWithin(
  child: { answer: Promise<string | undefined>; kill(): Promise<void> },
  times: ReturnType<typeof moments>,
): Promise<boolean> {
  const begun = performance.now()
  let isDone = false
  const done = child.answer.then((line) => {
    isDone = line !== undefined
    if (isDone) times.took(performance.now() - begun)
  })
  await Promise.race([done, times.next()])
  await child.kill()
  const wasDone = isDone
  await done
  return wasDone
}

test(
  'killed while it starts, a hub has lost nothing, and a new one is new or the same',
  async () => {
    const start = children('hub.ts')
    const filled = await folderOf('Ada', 5)
    const times = moments()
    const root = await temporaryFolder()
    for (let round = 0; round < kills; round += 1) {
      const folder = join(root, String(round))
      const isNew = round % 3 === 2
      if (!isNew) await cp(filled.folder, folder, { recursive: true })
      await killWithin(await start({ folder }), times)
      const found = await contentsIn(folder)
      if (isNew) expect(found).toMatchObject({ accounts: [], keys: [], slots: {}, problems: [] })
      else expect(found).toEqual(filled.contents)
      await rm(folder, { recursive: true, force: true })
    }
    figure('crash: kills while it starts', kills)
  },
  timeout,
)

test(
  'killed while it migrates, a hub has lost nothing',
  async () => {
    const start = children('hub.ts')
    const fixture = join(import.meta.dirname, '../../fixtures/data-schema-1')
    const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8'))
    const times = moments()
    const root = await temporaryFolder()
    let halfWay = 0
    for (let round = 0; round < kills; round += 1) {
      const folder = join(root, String(round))
      await cp(join(fixture, 'data'), folder, { recursive: true })
      await killWithin(await start({ folder }), times)
      if ((await readdir(folder)).includes('db.next')) halfWay += 1
      const { hub, accounts, keys, problems, slots } = await contentsIn(folder)
      expect({ hub, accounts, keys, problems }).toEqual({
        ...{ hub: expected.hub, accounts: expected.accounts, keys: expected.keys, problems: [] },
      })
      for (const { id, versions, current } of expected.slots) {
        const settings = versions.map(
          ({ settings: { type, text } }: { settings: { type: string; text: string } }) => ({
            type,
            bytes: Buffer.from(text).toString('base64'),
          }),
        )
        const slot = { current: { number: current }, settings }
        expect(slots[`${id.accountId}/${id.app}`]).toMatchObject(slot)
      }
      await rm(folder, { recursive: true })
    }
    figure('crash: kills while it migrates', kills, 0, `${halfWay} half-way`)
  },
  timeout,
)

test(
  'killed while it restores, a hub is the old one or the new one, whole',
  async () => {
    const start = children('restoring.ts')
    const [old, fresh] = [await folderOf('Ada', 5), await folderOf('Bo', 40)]
    const times = moments()
    const root = await temporaryFolder()
    let restored = 0
    for (let round = 0; round < kills; round += 1) {
      const folder = join(root, String(round))
      await cp(old.folder, folder, { recursive: true })
      const wasDone = await killWithin(await start({ folder, file: fresh.file }), times)
      const found = await contentsIn(folder)
      const isNew = found.hub.id === fresh.contents.hub.id
      expect(found).toEqual(isNew ? fresh.contents : old.contents)
      if (wasDone) expect(isNew).toBe(true)
      if (isNew) {
        restored += 1
        const kept = (await readdir(join(folder, 'backups'))).map((one) =>
          join(folder, 'backups', one),
        )
        expect(await contentsIn(kept[0] ?? '')).toEqual(old.contents)
      }
      await rm(folder, { recursive: true })
    }
    figure('crash: kills while it restores', kills, 0, `${restored} restored, the others as before`)
  },
  timeout,
)

test(
  'killed while it is backed up, a hub has lost nothing, and no backup is half of one',
  async () => {
    const startHub = childHubs()
    const root = await temporaryFolder()
    const file = join(root, 'backup.zip')
    let place = await newFolder()
    const promised: Log[] = []
    const times = moments()
    let whole = 0
    for (let round = 0; round < kills; round += 1) {
      if (round % 10 === 9) {
        place = await newFolder()
        promised.length = 0
        await rm(file, { force: true })
      }
      const hub = await startHub(place.folder)
      expect(hub.problem).toBeUndefined()
      const log = emptyLog()
      const written = write(hub, place.slots, log, { owners: 1, files: 0 })
      await expect
        .poll(() => log.answers.length, { timeout: 10_000, interval: 5 })
        .toBeGreaterThan(8)
      // What was answered by now must be in the backup.
      const before: Log = { ...log, answers: [...log.answers] }
      const begun = performance.now()
      const saving = fetch(`${hub.url}/api/v1/backup`, { headers: { authorization: hub.token } })
        .then(({ body }) => saveBackup(file, Readable.fromWeb(body as never)))
        .then(
          () => true,
          () => false,
        )
      saving.then((isWhole) => isWhole && times.took(performance.now() - begun))
      await Promise.race([saving, times.next()])
      await hub.kill()
      await written
      expect(await whatIsLost(place.folder, log)).toEqual([])
      const isWhole = await saving
      if (isWhole) {
        whole += 1
        promised.splice(0, promised.length, before)
      }
      // The backup is the new one, or the one of before, which is whole as well.
      expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([])
      const [first] = promised
      if (!first) continue
      await verifyBackup(file)
      if (isWhole) expect(await whatIsLost(await restoredFrom(file), first)).toEqual([])
    }
    figure(
      'crash: kills while it is backed up',
      kills,
      0,
      `${whole} backups were whole, and restored`,
    )
  },
  timeout,
)

async function restoredFrom(file: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'data')
  const backup = await openBackup(file)
  await restoreFolder({ folder, files: filesToRestore(backup), now: Date.now, syncs: noSyncs })
  backup.close()
  return folder
}

test(
  'killed while keys get a new text, each key has the old one or the new one',
  async () => {
    const startHub = childHubs()
    const { folder, slots } = await newFolder()
    const hashes = new Map(slots.map(({ keyId, key }) => [keyId, hashKey(key)]))
    let [rotations, open] = [0, 0]
    for (let round = 0; round < kills; round += 1) {
      const hub = await startHub(folder)
      expect(hub.problem).toBeUndefined()
      const known = await rotateUntilKilled(hub, slots, Math.random() * 60)
      const store = await openStore({ folder, now: Date.now, syncs: noSyncs })
      const keys = await store.keys.list()
      expect(store.status().problems).toEqual([])
      await store.close()
      expect(keys.map(({ id }) => id).sort()).toEqual([...hashes.keys()].sort())
      for (const { id, hash } of keys) {
        const { texts, isOpen } = known.get(id) as KnownKey
        const answered = texts.map(hashKey)
        const last = answered.at(-1) ?? hashes.get(id)
        // One that was under way may have been made; what it replaces is gone then.
        if (hash !== last) {
          open += 1
          expect(isOpen).toBe(true)
          expect([hashes.get(id), ...answered]).not.toContain(hash)
        }
        hashes.set(id, hash)
        rotations += texts.length
      }
    }
    expect(rotations).toBeGreaterThan(kills)
    figure(
      'crash: kills while keys get a new text',
      kills,
      0,
      `${rotations.toLocaleString('en')} new texts answered, ${open} more made`,
    )
  },
  timeout,
)
