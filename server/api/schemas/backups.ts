import { type Static, Type } from 'typebox'
import { answer, timeSchema, titled } from './common.ts'

export const backupSchema = titled('Backup', {
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

export type Backup = Static<typeof backupSchema>

export const scheduleSchema = Type.Object(
  {
    everyHours: Type.Integer({
      minimum: 0,
      maximum: 8_760,
      description: 'The hub makes one by itself every so many hours; 0 for never',
    }),
    keep: Type.Integer({ minimum: 1, maximum: 1_000, description: 'How many of them it keeps' }),
  },
  { title: 'BackupSchedule', additionalProperties: false },
)

export const backupsSchema = Type.Object({
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
})
export type Backups = Static<typeof backupsSchema>
export const backupsAnswer = answer(backupsSchema.properties, 'The backups')

/** The hub starts anew with what a backup holds. */
export const restoringSchema = Type.Object({
  restarting: Type.Literal(true),
  keptAs: Type.String({ description: 'The folder that holds what was there before' }),
})
export type Restoring = Static<typeof restoringSchema>
export const restoringAnswer = answer(
  restoringSchema.properties,
  'It was checked; the hub starts anew with it once this answer is out',
)
