import { randomUUID } from 'node:crypto'
import { link, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from './file-errors.ts'
import { heartbeatMs, held, isHeld, type LockRecord, readLock, self } from './lock-record.ts'

export { isHeld, type LockRecord, readLock } from './lock-record.ts'

/** The folder is in use by another program. */
export class FolderInUseError extends Error {
  readonly record: LockRecord
  constructor(record: LockRecord, path: string) {
    super(
      `The data folder is in use by another hub (process ${record.pid} on ${record.host}). ` +
        'Stop that hub first. If it does not run any more, wait two minutes and try again, or remove ' +
        `${path}.`,
    )
    this.name = 'FolderInUseError'
    this.record = record
  }
}

export interface Lock {
  /** Lets commands on this machine reach the hub. */
  announce(control: NonNullable<LockRecord['control']>): Promise<void>
  /** Looks at the lock where that is overdue, as after a sleep: another may have taken it. */
  confirm(): Promise<void> | undefined
  release(): Promise<void>
}

/**
 * Takes the data folder for this process. @throws FolderInUseError at once where a living process
 * has it; a lock that was left behind by a crash is taken over. `onLost` is called if the lock goes
 * or another process takes the folder while this one runs.
 */
export async function takeLock(path: string, onLost: () => void): Promise<Lock> {
  const mine: LockRecord = { instance: randomUUID(), ...self() }
  held.add(mine.instance)
  try {
    while (!(await tryTake(path, mine))) await endStale(path, mine)
  } catch (error) {
    held.delete(mine.instance)
    throw error
  }
  // What others left does no harm where it cannot be removed.
  await sweep(path, mine).catch(() => {})

  let lookedAt = Date.now()
  const look = async () => {
    const current = await readLock(path)
    if (current?.record.instance !== mine.instance) return onLost()
    lookedAt = Date.now()
    const now = new Date(lookedAt)
    await utimes(path, now, now)
  }
  // A lock that cannot be read for the moment is not lost; the next look will tell.
  const timer = setInterval(() => void look().catch(() => {}), heartbeatMs).unref()
  return {
    async announce(control) {
      await writeWhole(temporaryOf(path, mine), { ...mine, control })
      await rename(temporaryOf(path, mine), path)
    },
    confirm: () => (Date.now() - lookedAt > 2 * heartbeatMs ? look().catch(() => {}) : undefined),
    async release() {
      clearInterval(timer)
      held.delete(mine.instance)
      // One that stays is of a process that has ended, or does not hold it any more.
      const current = await readLock(path).catch(() => undefined)
      if (current?.record.instance === mine.instance)
        await rm(path, { force: true }).catch(() => {})
    },
  }
}

const temporaryOf = (path: string, { instance }: LockRecord) => `${path}.${instance}.tmp`

const writeWhole = (path: string, record: LockRecord) =>
  writeFile(path, JSON.stringify(record), { mode: 0o600 })

/** Makes a lock of one's own, whole from the first moment; false if there is one already. */
async function tryTake(path: string, mine: LockRecord): Promise<boolean> {
  const temporary = temporaryOf(path, mine)
  await writeWhole(temporary, mine)
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    // Without its file the lock was swept away by one who has the folder now.
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

const claimMark = '.after-'

/**
 * Ends a lock whose holder is gone. Of all who try only the one that makes the claim on it may; a
 * claim is a lock too, and its holder may be gone as well. @throws FolderInUseError
 */
async function endStale(path: string, mine: LockRecord): Promise<void> {
  const stale = await readLock(path)
  if (!stale) return
  if (isHeld(stale.record, stale.ageMs)) throw new FolderInUseError(stale.record, path)
  const claim = `${path}${claimMark}${stale.record.instance}`
  if (!(await tryTake(claim, mine))) return endStale(claim, mine)
  // While nobody had the claim, another may have ended the lock and made its own.
  const current = await readLock(path)
  if (current?.record.instance === stale.record.instance) await rm(path, { force: true })
  await rm(claim, { force: true })
}

/** Removes what processes left that ended in the middle of taking the lock. */
async function sweep(path: string, mine: LockRecord): Promise<void> {
  const folder = dirname(path)
  const onMine = `${basename(path)}${claimMark}${mine.instance}`
  for (const name of await readdir(folder)) {
    const isOurs = name.startsWith(`${basename(path)}.`) && !name.startsWith(onMine)
    if (isOurs) await rm(join(folder, name), { force: true })
  }
}
