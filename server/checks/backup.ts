import type { LastBackup } from '../backup/backups.ts'
import { isoTime } from '../lib/clock.ts'
import { type Check, check } from './check.ts'

const mostNamed = 10

/** Whether the last backup that was due was made, and whether all is in it. */
export function* backupChecks(last: LastBackup | undefined): Generator<Check> {
  if (!last) return
  const time = isoTime(last.at).slice(0, 16).replace('T', ' ')
  if (last.problem !== undefined) {
    const { code, reason } = last.failure ?? { code: 'other' as const, reason: last.problem }
    yield check(`backup_${code}`, 'warning', { time, ...(reason !== undefined && { reason }) })
  }
  if (last.leftOut !== undefined) {
    const named = last.leftOut.slice(0, mostNamed)
    const more = last.leftOut.length - named.length
    const files = named.map(({ path, problem }) => `${path}: ${problem}`).join('; ')
    const values = { n: last.leftOut.length, time, files }
    yield more > 0
      ? check('backup_incomplete_more', 'warning', { ...values, more })
      : check('backup_incomplete', 'warning', values)
  }
}
