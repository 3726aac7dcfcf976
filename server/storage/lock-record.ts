import { readFileSync, readlinkSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { codeOf } from './file-errors.ts'

/** What the LOCK file of a data folder says of the program that has it open. */
export interface LockRecord {
  readonly instance: string
  /** The machine: two containers on one machine differ. */
  readonly host: string
  /** Changes with every boot of the machine. */
  readonly boot: string
  /** The space in which the pid counts: each container has its own. */
  readonly pidSpace?: string
  readonly pid: number
  /** When the process began, as the system counts it; tells a pid that was given out again. */
  readonly processStart: string
  /** How a command reaches the running hub. */
  readonly control?: { readonly url: string; readonly token: string }
}

/** How often a holder touches its lock: an idle hub wakes the machine no more often. */
export const heartbeatMs = 30_000
/** A holder that can be told by nothing else and has not been heard of for so long is gone. */
export const silentMs = 100_000

/** The locks that this very process holds: its pid alone would look like one left by a crash. */
export const held = new Set<string>()

/** Reads a lock file; undefined where there is none. A torn one belongs to nobody. */
export async function readLock(path: string) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    return { record: parseLock(text), ageMs: Date.now() - mtimeMs }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
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

/** Whether the process that wrote this lock still runs, as far as can be told from here. */
export function isHeld(record: LockRecord, ageMs: number, here = self()): boolean {
  if (record.pid === 0) return false
  const isFresh = ageMs < silentMs
  if (record.host !== here.host) return isFresh
  if (!isSameBoot(record.boot, here.boot)) return !isExact(here.boot) && isFresh
  if (record.pidSpace !== here.pidSpace) {
    // The same container in its next life, unless its name was chosen and another has it too.
    return !isContainerId(record.host) && isFresh
  }
  if (record.pid === here.pid) return held.has(record.instance)
  const start = processStart(record.pid)
  if (start === undefined) return false
  return start === '' || record.processStart === '' || start === record.processStart
}

/** How this process would sign a lock. */
export function self(): Omit<LockRecord, 'instance' | 'control'> {
  const machine = readOr('/etc/machine-id', '').slice(0, 8)
  return {
    host: machine ? `${hostname()}-${machine}` : hostname(),
    boot: readOr('/proc/sys/kernel/random/boot_id', String(bootSeconds())),
    pidSpace: linkOr('/proc/self/ns/pid', ''),
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
  }
}

/** Docker names a container by its id, which no other has. */
const isContainerId = (host: string) => /^[0-9a-f]{12}(-|$)/.test(host)

const bootSeconds = () => Math.round(Date.now() / 1_000 - uptime())

/** Where the system has no id for its boot, the time of the boot stands for it. */
const isExact = (boot: string) => boot.includes('-')

const bootToleranceSeconds = 180

const isSameBoot = (a: string, b: string) =>
  a === b || (!isExact(b) && Math.abs(Number(a) - Number(b)) < bootToleranceSeconds)

/** When a living process began; undefined for one that does not live, '' where nobody can tell. */
export function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return undefined
  }
  const fields = readOr(`/proc/${pid}/stat`, '')
  // The second field is the name in brackets, which may hold spaces; the third is the state and
  // the 22nd the start. A zombie has ended; only its parent has not noticed.
  const afterName = fields.slice(fields.lastIndexOf(')') + 2).split(' ')
  return afterName[0] === 'Z' || afterName[0] === 'X' ? undefined : (afterName[19] ?? '')
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
