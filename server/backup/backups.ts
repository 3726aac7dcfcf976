import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Config } from '../config/config.ts'
import type { Events } from '../events/events.ts'
import { type Clock, hours, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { inTurn } from '../lib/in-turn.ts'
import { isFull } from '../storage/file-errors.ts'
import type { Store } from '../storage/store.ts'
import { type KeptBackup, type KeptBackups, keptBackups, leftOutOf } from './kept-backups.ts'
import type { Manifest } from './manifest.ts'
import { BrokenOffError, saveBackup } from './save-backup.ts'
import { backupStream } from './write-backup.ts'

export interface Schedule {
  /** 0: the hub makes none by itself. */
  readonly everyHours: number
  readonly keep: number
}

/** Why a backup was not made. */
export interface BackupFailure {
  readonly code: 'stopped' | 'unreadable' | 'full' | 'gone' | 'unwritable' | 'other'
  readonly reason?: string
}

/** How the last backup went, since the hub was started. */
export interface LastBackup {
  /** In ms. */
  readonly at: number
  readonly problem?: string
  readonly failure?: BackupFailure
  /** It was made, but these files were damaged and are not in it. */
  readonly leftOut?: Manifest['damaged']
  /** None was made by the schedule: nothing had changed since the one before. */
  readonly unchanged?: true
}

export interface Backups {
  readonly kept: KeptBackups
  schedule(): Schedule
  last(): LastBackup | undefined
  /** Makes one now, reads it back, and removes what is beyond those to keep. @throws HubError */
  make(): Promise<KeptBackup>
  /** Something that belongs into a backup has changed. */
  noteChange(): void
  /** Makes one if it is time to. */
  look(): Promise<void>
  stop(): Promise<void>
}

export interface BackupsParts {
  readonly store: Store
  readonly config: Pick<Config, 'backupEvery' | 'backupKeep' | 'backupDir' | 'dataDir'>
  readonly version: string
  readonly events: Events
  readonly now: Clock
  /** Time that passes, whatever the clock is set to, in ms. */
  readonly elapsed: Clock
  /** Whether ages by the clock are good enough to remove anything. */
  readonly clockIsTrusted: () => boolean
  readonly onError: (error: unknown) => void
}

const often = minutes(10)
/** A hub that never runs for long makes backups all the same. */
const first = minutes(1)

/** Makes backups of a hub while it runs: when somebody asks, and by itself as its owner says. */
export function startBackups(parts: BackupsParts): Backups {
  const { store, config, events, now, elapsed } = parts
  const kept = keptBackups(config.backupDir ?? join(config.dataDir, 'backups'), store.hub.id)
  let last: LastBackup | undefined
  /** By both clocks: one jumps, the other stands still while the machine sleeps. */
  let lookedAt: { readonly now: number; readonly elapsed: number } | undefined
  // What happened before the start is not known.
  let changed = true
  let stopped = false
  let source: Readable | undefined

  const schedule = () =>
    store.settings.get().backups ?? { everyHours: config.backupEvery, keep: config.backupKeep }

  const tell = (next: LastBackup) => {
    last = next
    events.emit({ kind: 'hub' })
  }

  const make = () =>
    inTurn(kept, async () => {
      const at = now()
      lookedAt = { now: at, elapsed: elapsed() }
      const changedBefore = changed
      changed = false
      try {
        const file = await kept.newPath(at)
        source = await backupStream(parts)
        const { manifest, size } = await saveBackup(file, source)
        const name = basename(file)
        // Ages by a clock that was just set remove nothing; there is room for as many again.
        const { keep } = schedule()
        await kept.prune(parts.clockIsTrusted() ? keep : 2 * keep, name, at)
        const { damaged } = manifest
        // Something may be mended until the next try, which then is complete.
        if (damaged.length > 0) changed = true
        tell({ at, ...(damaged.length > 0 && { leftOut: damaged }) })
        return { name, createdAt: at, size, verified: damaged.length === 0, ...leftOutOf(manifest) }
      } catch (error) {
        changed ||= changedBefore
        const failure: BackupFailure = stopped ? { code: 'stopped' } : failureOf(error)
        const reason = reasonOf(failure)
        tell({ at, problem: reason, failure })
        if (!stopped) parts.onError(error)
        throw new HubError('backup_failed', { reason }, { cause: error })
      }
    })

  const isDue = async (): Promise<boolean> => {
    const every = hours(schedule().everyHours)
    if (every === 0) return false
    if (lookedAt) {
      const isGood = last?.problem === undefined && last?.leftOut === undefined
      const wait = isGood ? every : Math.min(every, hours(1))
      const passed = elapsed() - lookedAt.elapsed
      return passed >= wait || (passed >= often && now() - lookedAt.now >= wait)
    }
    // A folder that cannot be read cannot be written either, which is told then.
    const found = await kept.list().catch(() => [])
    // Those dated ahead were made by a wrong clock, nobody knows when.
    const newest = found.find(({ verified, createdAt }) => verified && createdAt <= now())
    return !newest || now() - newest.createdAt >= every
  }

  const look = async () => {
    if (!(await isDue())) return
    if (changed) await make().catch(() => {})
    else {
      lookedAt = { now: now(), elapsed: elapsed() }
      tell({ at: now(), unchanged: true })
    }
  }

  const stopListening = events.listen(({ kind }) => {
    if (kind === 'slot' || kind === 'file' || kind === 'keys') changed = true
  })
  const lookNow = () => void look().catch(parts.onError)
  const firstTimer = setTimeout(lookNow, first).unref()
  const timer = setInterval(lookNow, often).unref()
  return {
    kept,
    schedule,
    last: () => last,
    make,
    noteChange() {
      changed = true
    },
    look,
    async stop() {
      stopped = true
      clearTimeout(firstTimer)
      clearInterval(timer)
      stopListening()
      source?.destroy(new Error('the hub is stopping'))
      await inTurn(kept, async () => {})
    },
  }
}

function failureOf(error: unknown): BackupFailure {
  if (error instanceof BrokenOffError) return { code: 'unreadable' }
  const { code, message } = error as NodeJS.ErrnoException
  if (isFull(error)) return { code: 'full' }
  if (code === 'ENOENT') return { code: 'gone' }
  if (code && /^E[A-Z]+$/.test(code)) return { code: 'unwritable', reason: code }
  return { code: 'other', reason: message }
}

function reasonOf({ code, reason = '' }: BackupFailure): string {
  return {
    stopped: 'the hub was stopped.',
    unreadable: 'the data folder could not be read.',
    full: 'the disk for backups is full.',
    gone: 'the folder for backups is not there.',
    unwritable: `the folder for backups cannot be written (${reason}).`,
    other: reason,
  }[code]
}
