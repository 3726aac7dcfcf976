import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf } from './file-errors.ts'
import { FolderInUseError } from './folder-in-use-error.ts'
import { isKernelLocked, type KernelLock, takeKernelLock } from './kernel-lock.ts'
import { createLease, moment } from './lease.ts'
import {
  type FoundLock,
  held,
  isSeenAlive,
  type LockRecord,
  readLock,
  self,
  writeOwnLock,
} from './lock-record.ts'
import { heartbeatMs, moves, silenceOf } from './lock-watch.ts'

export { FolderInUseError } from './folder-in-use-error.ts'
export { isReachable, type LockRecord } from './lock-record.ts'

export interface Lock {
  /** Lets commands on this machine reach the hub. */
  announce(control: NonNullable<LockRecord['control']>): Promise<void>
  /**
   * To be asked before and after each write: looks at the lock where that is overdue, as after a
   * sleep, or where another file stands in its place. Throws while it cannot be looked at.
   */
  confirm(): void
  release(): Promise<void>
}

export interface LockOptions {
  /** What to do about a lock of which nobody can tell whether its holder lives: 'watch' it, or not. */
  readonly unclear?: 'watch' | 'refuse'
  /** Told before a watch, which takes so long. */
  readonly onWatch?: (record: LockRecord, ms: number) => void
  /** For tests: how often to show life, how long to watch, and whether the system has locks. */
  readonly everyMs?: number
  readonly silentMs?: number
  readonly hasKernelLocks?: boolean
}

/**
 * Takes the data folder for this process. A lock that was left behind is taken over where it is
 * sure that its holder is gone: the kernel lock that it had on this machine is free, or it gave no
 * sign of life while it was watched. `onLost` is called if the lock goes, or another process takes
 * the folder while this one runs.
 * @throws FolderInUseError where another has it, or may have it
 */
export async function takeLock(
  path: string,
  onLost: () => void,
  options: LockOptions = {},
): Promise<Lock> {
  const everyMs = options.everyMs ?? heartbeatMs
  const kernel = await kernelLockOf(path, options.hasKernelLocks ?? true)
  const kernelLock = kernel?.identity
  let mine: LockRecord = {
    ...{ instance: randomUUID(), ...self(), everyMs, beat: beatText(0) },
    ...(kernelLock && { kernelLock }),
  }
  const letGo = () => {
    held.delete(mine.instance)
    kernel?.release()
  }
  held.add(mine.instance)
  const lease = createLease(2 * everyMs)
  try {
    while (!(await tryTake(path, mine))) {
      await endStale(path, mine, options)
      lease.renew(moment())
    }
  } catch (error) {
    letGo()
    throw error
  }
  // What others left does no harm where it cannot be removed.
  await sweep(path, mine).catch(() => {})

  let file = fileAt(path)
  const beat = (change: Partial<LockRecord> = {}) => {
    const since = moment()
    mine = { ...mine, ...change, beat: beatText(Number(mine.beat) + 1) }
    if (!writeOwnLock(path, mine)) return onLost()
    file = fileAt(path)
    lease.renew(since)
  }
  const timer = setInterval(() => {
    try {
      beat()
    } catch {
      // A lock that cannot be looked at for the moment is not lost; the next look will tell.
    }
  }, everyMs).unref()
  return {
    announce: async (control) => beat({ control }),
    confirm() {
      const there = fileAt(path)
      const isOther = there !== undefined && there !== file
      if (isOther || lease.isOver()) beat()
    },
    async release() {
      clearInterval(timer)
      // One that stays is of a process that has ended, or does not hold it any more.
      const current = await readLock(path).catch(() => undefined)
      if (current?.record.instance === mine.instance)
        await rm(path, { force: true }).catch(() => {})
      letGo()
    },
  }
}

/** The holder of a lock, and whether it is sure that it lives. Changes nothing. */
export async function findHolder(path: string) {
  const found = await readLock(path)
  if (!found) return undefined
  const isAlive = isSeenAlive(found.record) || (await isKernelLocked(kernelFileOf(path)))
  return { record: found.record, isAlive }
}

const beatText = (count: number) => String(count).padStart(12, '0')

/** Which file stands there, and when it was written: a number alone is soon given out again. */
function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.ino} ${found.birthtimeMs} ${found.mtimeMs}`
}

const kernelFileOf = (path: string) => `${path}.kernel`

/** Another process may have it for a moment only to see whether it is free. */
const glanceMs = 300

/** @throws FolderInUseError where another process has it */
async function kernelLockOf(path: string, isWanted: boolean): Promise<KernelLock | undefined> {
  if (!isWanted) return undefined
  const begun = performance.now()
  for (;;) {
    const lock = await takeKernelLock(kernelFileOf(path))
    if (lock === 'none') return undefined
    if (lock !== 'busy') return lock
    if (performance.now() - begun > glanceMs) {
      throw new FolderInUseError((await readLock(path))?.record)
    }
    await wait(20)
  }
}

/** Makes a lock of one's own; false if there is one already. Needs no links, which some disks lack. */
async function tryTake(path: string, mine: LockRecord): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // It was made, but could not be written, as on a full disk.
    if (codeOf(error) !== 'ENOENT') await removeTorn(path)
    throw error
  }
  // Between the two steps it was empty, and another may have taken it for one that was torn.
  return (await readLock(path))?.record.instance === mine.instance
}

async function removeTorn(path: string): Promise<void> {
  const found = await readLock(path).catch(() => undefined)
  if (found?.record.instance === '') await rm(path, { force: true }).catch(() => {})
}

const claimMark = '.after-'

/**
 * Ends a lock whose holder is gone. Of all who try only the one that makes the claim on it may; a
 * claim is a lock too, and its holder may be gone as well. @throws FolderInUseError
 */
async function endStale(path: string, mine: LockRecord, options: LockOptions): Promise<void> {
  const stale = await readLock(path)
  if (!stale) return
  await makeSureItIsGone(path, stale, mine, options)
  const claim = `${path}${claimMark}${stale.record.instance}`
  if (!(await tryTake(claim, mine))) return endStale(claim, mine, options)
  // While nobody had the claim, another may have ended the lock and made its own.
  const current = await readLock(path)
  if (current?.record.instance === stale.record.instance) await rm(path, { force: true })
  await rm(claim, { force: true })
}

/** A file that is torn was being made, which takes a moment; by a power cut it stays so. */
const tornMs = 2_000

async function makeSureItIsGone(
  path: string,
  stale: FoundLock,
  { kernelLock }: LockRecord,
  { unclear, onWatch, silentMs: chosenMs }: LockOptions,
): Promise<void> {
  const { record } = stale
  if (isSeenAlive(record)) throw new FolderInUseError(record)
  // Its holder had the very lock that this process has now, and both ask the same system for it.
  if (kernelLock && record.kernelLock === kernelLock) return
  const isSoonClear = record.instance === '' && kernelLock !== undefined
  if (unclear === 'refuse' && !isSoonClear) throw new FolderInUseError(record, 'unclear')
  const silentMs = chosenMs ?? (isSoonClear ? tornMs : silenceOf(record))
  onWatch?.(record, silentMs)
  if (await moves(path, stale, silentMs)) {
    const now = await readLock(path)
    if (now) throw new FolderInUseError(now.record)
  }
}

/** Removes what processes left that ended in the middle of taking the lock. */
async function sweep(path: string, mine: LockRecord): Promise<void> {
  const folder = dirname(path)
  const kept = [kernelFileOf(path), `${path}${claimMark}${mine.instance}`]
  for (const name of await readdir(folder)) {
    const isOurs = name.startsWith(`${basename(path)}.`)
    const isKept = kept.some((one) => join(folder, name).startsWith(one))
    if (isOurs && !isKept) await rm(join(folder, name), { force: true })
  }
}
