import { readFileSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { codeOf } from './file-errors.ts'

/**
 * A lock that the system keeps on a file, and lets go by itself when the process ends, however it
 * ends. Names, clocks and process numbers play no part in it.
 *
 * Node has no call for it, but SQLite, which is part of Node, locks its files so on every system.
 * The file stays empty, and stays when the lock is released: whoever removed it could remove it
 * from under one who has just opened it. Nothing else may open it: on POSIX systems that would
 * release the lock when it is closed.
 */
export interface KernelLock {
  /**
   * Names the file where its file system belongs to this machine alone: every process that can
   * write it asks the same system. Undefined elsewhere, as another machine may not see the lock.
   */
  readonly identity: string | undefined
  release(): unknown
}

/** Takes the lock; `none` where the system or the file system has no such locks. */
export async function takeKernelLock(path: string): Promise<KernelLock | 'busy' | 'none'> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const lock = tryLock(path)
  if (lock !== 'busy') return lock
  // SQLite also says "busy" where a network file system has no locks at all.
  return (await hasLocks(path)) ? 'busy' : 'none'
}

/** Whether another has the lock, or this very process; never makes a file that stays. */
export async function isKernelLocked(path: string): Promise<boolean> {
  if (!statSync(path, { throwIfNoEntry: false })) return false
  const lock = tryLock(path)
  if (typeof lock === 'object') lock.release()
  return lock === 'busy' && (await hasLocks(path))
}

const sqliteBusy = 5

function tryLock(path: string): KernelLock | 'busy' | 'none' {
  let database: DatabaseSync | undefined
  try {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
    const opened = new DatabaseSync(path)
    database = opened
    // Without a file for a journal beside it, as nothing is ever written.
    opened.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { identity: identityOf(path), release: () => opened.isOpen && opened.close() }
  } catch (error) {
    database?.close()
    return (error as { errcode?: number }).errcode === sqliteBusy ? 'busy' : 'none'
  }
}

/** Whether a file that nobody else knows can be locked. */
async function hasLocks(path: string): Promise<boolean> {
  const probe = `${path}.probe-${process.pid}-${performance.now()}`
  try {
    await writeFile(probe, '', { flag: 'wx', mode: 0o600 })
    const lock = tryLock(probe)
    if (typeof lock === 'object') lock.release()
    return lock !== 'busy'
  } catch {
    // It cannot be found out; what says that it is busy is believed.
    return true
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

/** The file systems, by the number that the system gives them, which one machine alone has open. */
const localTypes: Partial<Record<NodeJS.Platform, readonly number[]>> = {
  linux: [
    0xef53, // ext2, ext3, ext4
    0x58465342, // XFS
    0x9123683e, // Btrfs
    0xf2f52010, // F2FS
    0x2fc12fc1, // ZFS
    0xca451a4e, // bcachefs
    0x3153464a, // JFS
    0x01021994, // tmpfs
    0x794c7630, // overlay, as of containers
    0x2011bab0, // exFAT
    0x4d44, // FAT
    0x7366746e, // NTFS
  ],
  darwin: [26], // APFS
}

const fuseType = 0x65735546

/** A file system by FUSE may be of a disk, as exFAT and NTFS can be, or lead anywhere. */
function isOnBlockDevice(path: string): boolean {
  const { dev } = statSync(path)
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00)
  const device = ` ${(dev >>> 8) & 0xfff}:${minor} `
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.includes(device) && line.includes(' - fuseblk '))
}

function identityOf(path: string): string | undefined {
  const { type } = statfsSync(path)
  const isLocal =
    process.platform === 'win32'
      ? // A drive of another machine has a path that begins with its name there.
        /^[a-z]:/i.test(realpathSync.native(path))
      : localTypes[process.platform]?.includes(type) || (type === fuseType && isOnBlockDevice(path))
  // As long as a process has the file open, no other file gets its number.
  return isLocal ? `${process.platform}:${type.toString(16)}:${statSync(path).ino}` : undefined
}
