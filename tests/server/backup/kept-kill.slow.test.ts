import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { filesToRestore, openBackup } from '../../../server/backup/read-backup.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'
import { whatIsLost } from '../../faults/kill/check.ts'
import { childHubs } from '../../faults/kill/child-hub.ts'
import { newFolder } from '../../faults/kill/new-folder.ts'
import { emptyLog, type Log, write } from '../../faults/kill/writers.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { runHub } from '../../helpers/hub-process.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { contentsIn, folderOf } from './support.ts'

const kills = scaled(2, 100)
const timeout = scaled(120_000, 3_600_000)

/** A backup that was answered, and what it must hold. */
interface Made {
  readonly name: string
  readonly before: Log
}

/** Backups are made one after the other until the hub is dead. */
async function backUpUntilKilled(url: string, token: string, log: Log, made: Made[]) {
  try {
    for (;;) {
      // What was answered by now must be in the backup.
      const before = { ...log, answers: [...log.answers] }
      const headers = { authorization: token }
      const reply = await fetch(`${url}/api/v1/backups`, { method: 'POST', headers })
      const { backup, error } = (await reply.json()) as { backup: { name: string }; error?: string }
      expect(error).toBeUndefined()
      made.push({ name: backup.name, before })
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
}

async function restoredFrom(file: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'data')
  const backup = await openBackup(file)
  await restoreFolder({ folder, files: filesToRestore(backup), now: Date.now, syncs: noSyncs })
  backup.close()
  return folder
}

test(
  `a hub that is killed ${kills} times beside writers keeps only backups that hold all that was promised`,
  async () => {
    const startHub = childHubs()
    let restored = 0
    for (let round = 0; round < kills; round += 1) {
      const { folder, slots } = await newFolder()
      const hub = await startHub(folder)
      expect(hub.problem).toBeUndefined()
      const log = emptyLog()
      const written = write(hub, slots, log, { owners: 1, files: 0 })
      const made: Made[] = []
      const making = backUpUntilKilled(hub.url, hub.token, log, made)
      const backups = join(folder, 'backups')
      const list = () => readdir(backups).catch(() => [])
      await expect.poll(async () => (await list()).length, { timeout: 20_000 }).toBeGreaterThan(0)
      // In the first backup, or in one after it: by then there is one that must not be lost.
      if (round % 2 === 1) await expect.poll(() => made.length, { timeout: 60_000 }).toBe(1)
      await wait(100 + Math.random() * 300)
      await hub.kill()
      await Promise.all([written, making])
      expect(await whatIsLost(folder, log)).toEqual([])
      const kept = (await list()).filter((name) => name.endsWith('.zip'))
      for (const { name, before } of made) {
        if (!kept.includes(name)) continue
        expect(await whatIsLost(await restoredFrom(join(backups, name)), before)).toEqual([])
        restored += 1
      }
      // One whose answer was lost is whole as well.
      for (const name of kept) await restoredFrom(join(backups, name))
      // What a kill left half is gone with the next one.
      const next = await startHub(folder)
      const headers = { authorization: next.token }
      await fetch(`${next.url}/api/v1/backups`, { method: 'POST', headers })
      expect((await list()).filter((name) => !name.endsWith('.zip'))).toEqual([])
      await next.kill()
      await rm(folder, { recursive: true })
    }
    expect(restored).toBeGreaterThanOrEqual(Math.floor(kills / 2))
    figure('crash: kills while it keeps backups', kills, 0, `${restored} backups restored`)
  },
  timeout,
)

test(
  `a hub that is killed ${kills} times while it restores and starts anew is the old one or the new one`,
  async () => {
    const [old, fresh] = [await folderOf('Ada', 5), await folderOf('Bo', 40)]
    const seen = { old: 0, new: 0 }
    for (let round = 0; round < kills; round += 1) {
      const folder = join(await temporaryFolder(), 'data')
      await cp(old.folder, folder, { recursive: true })
      const hub = await runHub({ environment: { DATA_DIR: folder } })
      const lock = JSON.parse(await readFile(join(folder, 'LOCK'), 'utf8'))
      const answer = fetch(`${hub.url}/api/v1/restore`, {
        method: 'POST',
        headers: { authorization: lock.control.token, 'content-type': 'application/zip' },
        body: new Uint8Array(fresh.bytes),
      }).then(
        async (reply) => (reply.ok ? ((await reply.json()) as { keptAs: string }) : undefined),
        () => undefined,
      )
      await Promise.race([answer.then(() => wait(Math.random() * 60)), wait(Math.random() * 700)])
      hub.child.kill('SIGKILL')
      await hub.ended
      const promised = await answer
      const found = await contentsIn(folder)
      const isNew = found.hub.id === fresh.contents.hub.id
      expect(found).toEqual(isNew ? fresh.contents : old.contents)
      if (promised) {
        expect(isNew).toBe(true)
        expect(await contentsIn(promised.keptAs)).toEqual(old.contents)
      }
      seen[isNew ? 'new' : 'old'] += 1
      await rm(folder, { recursive: true })
    }
    const note = `${seen.new} restored, ${seen.old} as before`
    figure('crash: kills while a running hub restores', kills, 0, note)
  },
  timeout,
)
