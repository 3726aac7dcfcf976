import { type Static, Type } from 'typebox'
import type { Backups } from '../../backup/backups.ts'
import type { KeptBackup } from '../../backup/kept-backups.ts'
import { isoTime } from '../../lib/clock.ts'
import { answer, timeSchema } from './common.ts'

export const backupSchema = Type.Object({
  name: Type.String(),
  createdAt: timeSchema,
  size: Type.Integer({ description: 'In bytes' }),
  verified: Type.Boolean({
    description: 'It holds all that was stored, and the hub read it back whole after it wrote it',
  }),
  leftOut: Type.Optional(
    Type.Integer({ description: 'So many damaged files are not in it: it is incomplete' }),
  ),
  problem: Type.Optional(Type.String({ description: 'Why it cannot be used' })),
})

export const scheduleSchema = Type.Object(
  {
    everyHours: Type.Integer({
      minimum: 0,
      maximum: 8_760,
      description: 'The hub makes one by itself every so many hours; 0 for never',
    }),
    keep: Type.Integer({ minimum: 1, maximum: 1_000, description: 'How many of them it keeps' }),
  },
  { additionalProperties: false },
)

export const backupsAnswer = answer(
  {
    schedule: scheduleSchema,
    backups: Type.Array(backupSchema, { description: 'The newest first' }),
    last: Type.Optional(
      Type.Object(
        {
          at: timeSchema,
          problem: Type.Optional(Type.String({ description: 'Why it failed' })),
          leftOut: Type.Optional(
            Type.Integer({ description: 'It was made, but so many damaged files are not in it' }),
          ),
          unchanged: Type.Optional(
            Type.Boolean({ description: 'None was made, as nothing had changed' }),
          ),
        },
        { description: 'How the last one went since the hub was started' },
      ),
    ),
  },
  'The backups',
)

export const restoringAnswer = answer(
  {
    restarting: Type.Literal(true),
    keptAs: Type.String({ description: 'The folder that holds what was there before' }),
  },
  'It was checked; the hub starts anew with it once this answer is out',
)

export const backupView = (backup: KeptBackup): Static<typeof backupSchema> => ({
  ...backup,
  createdAt: isoTime(backup.createdAt),
})

export async function backupsView({ kept, schedule, last }: Backups) {
  const { at, leftOut, ...found } = last() ?? {}
  return {
    success: true as const,
    schedule: schedule(),
    backups: (await kept.list()).map(backupView),
    ...(at !== undefined && {
      last: { ...found, at: isoTime(at), ...(leftOut && { leftOut: leftOut.length }) },
    }),
  }
}
