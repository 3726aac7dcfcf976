import { closeSync, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { hostname } from 'node:os'
import { codeOf } from './file-errors.ts'

/** What the LOCK file of a data folder says of the program that has it open. */
export interface LockRecord {
  readonly instance: string
  /** For a person: names prove nothing, as two machines may have the same. */
  readonly host: string
  /** Changes with every boot of the machine. */
  readonly boot: string
  /** The space in which the pid counts: each container has its own. */
  readonly pidSpace?: string
  /** The space in which its addresses count. */
  readonly netSpace?: string
  readonly pid: number
  /** When the process began, as the system counts it; tells a pid that was given out again. */
  readonly processStart: string
  /** The file whose kernel lock the holder has too, if it has one that every process sees. */
  readonly kernelLock?: string
  /** How often the holder shows that it lives. */
  readonly everyMs?: number
  /** Counts up, as a sign of life. Of fixed length, so that the file can be written in place. */
  readonly beat?: string
  /** How a command reaches the running hub. */
  readonly control?: { readonly url: string; readonly token: string }
}

/** A LOCK file as it was found; equal texts and times mean that it has not moved. */
export interface FoundLock {
  readonly record: LockRecord
  readonly state: string
}

/** The locks that this very process holds: its pid alone would look like one left by a crash. */
export const held = new Set<string>()

/** Reads a lock file; undefined where there is none. A torn one has no instance. */
export async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    // A file that is opened is asked for anew, also on network file systems.
    const handle = await open(path, 'r')
    try {
      const [text, { mtimeMs }] = [await handle.readFile('utf8'), await handle.stat()]
      return { record: parseLock(text), state: `${mtimeMs} ${text}` }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Changes the lock file of `record`, in place. @returns false if it is of another, or gone. By calls
 * that are carried out at once: an idle hub would be woken after each of them.
 */
export function writeOwnLock(path: string, record: LockRecord): boolean {
  try {
    const file = openSync(path, 'r+')
    try {
      // Should another replace the file from here on, what is written goes to one without a name.
      const found = readFileSync(file, 'utf8')
      if (parseLock(found).instance !== record.instance) return false
      writeSync(file, JSON.stringify(record).padEnd(found.length), 0)
      return true
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function parseLock(text: string): LockRecord {
  const nobody: LockRecord = { instance: '', host: '', boot: '', pid: 0, processStart: '' }
  try {
    return { ...nobody, ...JSON.parse(text) }
  } catch {
    return nobody
  }
}

/**
 * Whether the process that wrote this lock is seen to live. That it is not seen proves nothing: it
 * may be in another container, or on another machine.
 */
export function isSeenAlive(record: LockRecord, here = self()): boolean {
  if (held.has(record.instance)) return true
  const isVisible =
    record.boot !== '' && record.boot === here.boot && record.pidSpace === here.pidSpace
  if (!isVisible || record.pid === here.pid || record.processStart === '') return false
  return processStart(record.pid) === record.processStart
}

/** Whether an address on the machine of this lock's holder means the same from here. */
export const isReachable = (record: LockRecord, here = self()): boolean =>
  here.netSpace
    ? record.netSpace === here.netSpace && record.boot === here.boot
    : record.host === here.host

/** How this process would sign a lock. */
export function self() {
  const machine = readOr('/etc/machine-id', '').slice(0, 8)
  return {
    host: machine ? `${hostname()}-${machine}` : hostname(),
    boot: readOr('/proc/sys/kernel/random/boot_id', ''),
    pidSpace: linkOr('/proc/self/ns/pid', ''),
    netSpace: linkOr('/proc/self/ns/net', ''),
    pid: process.pid,
    processStart: processStart(process.pid),
  } satisfies Partial<LockRecord>
}

/** When a living process began; '' for one that does not live, or where nobody can tell. */
export function processStart(pid: number): string {
  const fields = readOr(`/proc/${pid}/stat`, '')
  // The second field is the name in brackets, which may hold spaces; the third is the state and
  // the 22nd the start. A zombie has ended; only its parent has not noticed.
  const afterName = fields.slice(fields.lastIndexOf(')') + 2).split(' ')
  return afterName[0] === 'Z' || afterName[0] === 'X' ? '' : (afterName[19] ?? '')
}

const readOr = (path: string, otherwise: string) =>
  attempt(() => readFileSync(path, 'utf8').trim(), otherwise)

const linkOr = (path: string, otherwise: string) => attempt(() => readlinkSync(path), otherwise)

function attempt(read: () => string, otherwise: string): string {
  try {
    return read()
  } catch {
    return otherwise
  }
}
