import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { codeOf, linkNew, temporarySuffix } from './disk.ts'

/** What the LOCK file of a data folder says of the program that has it open. */
export interface LockRecord {
  readonly instance: string
  /** The machine: two containers on one machine differ. */
  readonly host: string
  /** Changes with every boot of the machine. */
  readonly boot: string
  readonly pid: number
  /** When the process began, as the system counts it; tells a pid that was given out again. */
  readonly processStart: string
  /** How a command reaches the running hub. */
  readonly control?: { readonly url: string; readonly token: string }
}

/** The folder is in use by another program. */
export class FolderInUseError extends Error {
  readonly record: LockRecord
  constructor(record: LockRecord, path: string) {
    super(
      `The data folder is in use by another hub (process ${record.pid} on ${record.host}). ` +
        `Stop that hub first. If it surely does not run any more, remove ${path}.`,
    )
    this.name = 'FolderInUseError'
    this.record = record
  }
}

const heartbeatMs = 30_000
/** A holder on another machine that has not been heard of for so long is gone. */
const silentMs = 100_000

export interface Lock {
  /** Lets commands on this machine reach the hub. */
  announce(control: NonNullable<LockRecord['control']>): Promise<void>
  release(): Promise<void>
}

/**
 * Takes the data folder for this process. @throws FolderInUseError at once where a living process
 * has it; a lock that was left behind by a crash is taken over. `onLost` is called if another
 * process takes the folder while this one runs.
 */
export async function takeLock(path: string, onLost: () => void): Promise<Lock> {
  const mine: LockRecord = { instance: randomUUID(), ...self() }
  for (let attempt = 0; !(await tryTake(path, mine)); attempt += 1) {
    const other = await readLock(path)
    if (!other) continue
    if (isHeld(other.record, other.ageMs) || attempt > 10) {
      throw new FolderInUseError(other.record, path)
    }
    await setAside(path, other.record)
  }
  const timer = setInterval(async () => {
    const now = new Date()
    const current = await readLock(path).catch(() => undefined)
    if (current && current.record.instance !== mine.instance) return onLost()
    await utimes(path, now, now).catch(() => {})
  }, heartbeatMs).unref()
  held.add(mine.instance)
  return {
    async announce(control) {
      await writeWhole(`${path}${temporarySuffix}`, { ...mine, control })
      await rename(`${path}${temporarySuffix}`, path)
    },
    async release() {
      clearInterval(timer)
      held.delete(mine.instance)
      const current = await readLock(path)
      if (current?.record.instance === mine.instance) await rm(path, { force: true })
    },
  }
}

/** The locks that this very process holds: its pid alone would look like one left by a crash. */
const held = new Set<string>()

const writeWhole = (path: string, record: LockRecord) =>
  writeFile(path, JSON.stringify(record), { mode: 0o600 })

/** A link is made in one step, so nobody ever sees a lock that is half written. */
async function tryTake(path: string, record: LockRecord): Promise<boolean> {
  const temporary = `${path}.${record.instance}${temporarySuffix}`
  await writeWhole(temporary, record)
  try {
    return await linkNew(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function setAside(path: string, stale: LockRecord): Promise<void> {
  const aside = `${path}.${stale.instance}${temporarySuffix}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  // Another starter may have been faster: what was moved away is then its fresh lock.
  const moved = await readLock(aside)
  if (moved && moved.record.instance !== stale.instance) await linkNew(aside, path)
  await rm(aside, { force: true })
}

/** Reads a lock file; undefined where there is none. A torn one belongs to nobody. */
export async function readLock(path: string) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const record = parseLock(text)
    return { record, ageMs: Date.now() - mtimeMs }
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
  if (record.host !== here.host) return ageMs < silentMs
  if (record.boot !== here.boot) return false
  if (record.pid === here.pid) return held.has(record.instance)
  return processStart(record.pid) === record.processStart
}

function self(): Omit<LockRecord, 'instance' | 'control'> {
  return {
    host: `${hostname()}${readOr('/etc/machine-id', '').slice(0, 8).padStart(9, '-')}`.trim(),
    boot: readOr('/proc/sys/kernel/random/boot_id', String(Math.round(bootTimeMs() / 60_000))),
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
  }
}

const bootTimeMs = () => Date.now() - uptime() * 1_000

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return otherwise
  }
}

/** When a living process began; undefined for one that does not live, '' where nobody can tell. */
function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return undefined
  }
  const fields = readOr(`/proc/${pid}/stat`, '')
  // The second field is the name in brackets, which may hold spaces; the third is the state and
  // the 22nd the start. A zombie has ended; only its parent has not noticed.
  const afterName = fields.slice(fields.lastIndexOf(')') + 2).split(' ')
  return afterName[0] === 'Z' ? undefined : (afterName[19] ?? '')
}
