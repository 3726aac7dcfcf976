import { type Static, Type } from 'typebox'
import { baselineSchema } from './baseline.ts'

/** What is kept of a link besides what a person chose. */
export const progressSchema = Type.Object({
  /** Named so on the disk since the first version. */
  known: baselineSchema,
  state: Type.Enum([
    'in-step',
    'syncing',
    'asking',
    'waiting-for-file',
    'hub-is-newer',
    'retrying',
    'stopped',
    'paused',
  ]),
  problem: Type.Optional(Type.String()),
  question: Type.Optional(
    Type.Object({
      name: Type.String(),
      size: Type.Number(),
      savedAt: Type.Number(),
      looks: Type.String(),
      fileState: Type.String(),
    }),
  ),
  lastTransfer: Type.Optional(
    Type.Object({
      direction: Type.Enum(['to-hub', 'to-file']),
      at: Type.Number(),
      size: Type.Number(),
      backup: Type.Optional(Type.String()),
      conflict: Type.Optional(Type.String()),
    }),
  ),
})

export type Progress = Static<typeof progressSchema>

/** What a link begins with: nothing is known yet, and both sides are looked at. */
export const beginning: Progress = { known: {}, state: 'syncing' }
