import type { LastBackup } from '../backup/backups.ts'
import { isoTime } from '../lib/clock.ts'
import { type Check, check } from './check.ts'

/** Whether the last backup that was due was made. */
export function* backupChecks(last: LastBackup | undefined): Generator<Check> {
  if (last?.problem === undefined) return
  const time = isoTime(last.at).slice(0, 16).replace('T', ' ')
  const { code, reason } = last.failure ?? { code: 'other' as const, reason: last.problem }
  yield check(`backup_${code}`, 'warning', { time, ...(reason !== undefined && { reason }) })
}
