import { hours } from '../lib/clock.ts'
import { fewBytes } from '../lib/few-bytes.ts'
import type { BackupReason, Notice } from './notice.ts'

/** How backups are doing. */
export interface BackupFacts {
  /** 0: the hub makes none by itself. */
  readonly everyHours: number
  /** The last one since the hub was started. */
  readonly last:
    | {
        readonly at: number
        readonly failure?: { readonly code: BackupReason | 'stopped' } | undefined
        readonly leftOut?: readonly unknown[] | undefined
      }
    | undefined
  /** When the newest complete one was made, be it before the start; looked for only where it counts. */
  readonly newest: number | undefined
  /** When the hub was made. */
  readonly madeAt: number
}

export interface StandingFacts {
  /** What is left of the disk, in bytes; undefined where nobody can tell. */
  readonly free: number | undefined
  /** Damaged files that were set aside since the start. */
  readonly damaged: number
  readonly backups: BackupFacts
  readonly now: number
}

/** What is wrong as long as it is: it is told once, and again each day. Pure. */
export function standingNotices({ free, damaged, backups, now }: StandingFacts): Notice[] {
  return [
    ...(free !== undefined && free < fewBytes ? [{ kind: 'disk', free } as const] : []),
    ...(damaged > 0 ? [{ kind: 'damage', count: damaged } as const] : []),
    ...backupNotices(backups, now),
  ]
}

function* backupNotices(
  { everyHours, last, newest, madeAt }: BackupFacts,
  now: number,
): Generator<Notice> {
  if (!last) return
  const { failure, leftOut } = last
  if (failure && failure.code !== 'stopped') {
    yield { kind: 'backup', state: 'failed', reason: failure.code }
  }
  if (leftOut) yield { kind: 'backup', state: 'incomplete' }
  const isGood = !failure && !leftOut
  const good = isGood ? last.at : newest
  if (everyHours === 0 || isGood) return
  if (now - (good ?? madeAt) > 2 * hours(everyHours)) {
    yield { kind: 'backup', state: 'late', since: good }
  }
}
