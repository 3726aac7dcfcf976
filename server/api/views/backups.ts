import type { Backups } from '../../backup/backups.ts'
import type { KeptBackup } from '../../backup/kept-backups.ts'
import { isoTime } from '../../lib/clock.ts'
import type * as answers from '../schemas/backups.ts'

export const backupView = (backup: KeptBackup): answers.Backup => ({
  ...backup,
  createdAt: isoTime(backup.createdAt),
})

export async function backupsView({ kept, schedule, last }: Backups) {
  const { at, leftOut, failure: _, ...found } = last() ?? {}
  return {
    success: true as const,
    schedule: schedule(),
    backups: (await kept.list()).map(backupView),
    ...(at !== undefined && {
      last: { ...found, at: isoTime(at), ...(leftOut && { leftOut: leftOut.length }) },
    }),
  }
}
