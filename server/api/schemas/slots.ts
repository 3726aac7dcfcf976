import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'
import { conflictSchema } from './conflicts.ts'
import { versionSchema } from './history.ts'
import { syncActionSchema } from './sync.ts'

export const deviceSchema = titled('Device', {
  account: Type.String({ description: 'The name of the account' }),
  app: Type.String(),
  name: Type.String(),
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
  version: Type.Integer({
    description: 'The version that the hub last answered with; 0 where it keeps files only',
  }),
  inStep: Type.Boolean({
    description: 'Whether it holds what is current now; true as well where it keeps files only',
  }),
  clockAheadMs: Type.Optional(
    Type.Integer({
      description: 'How far its clock is ahead of that of the hub, where it is wrong',
    }),
  ),
})
export type Device = Static<typeof deviceSchema>

/** A slot that is left out of a list, since it cannot be read. */
export const unreadableSchema = Type.Optional(
  Type.Array(Type.Object({ account: Type.String(), app: Type.String(), reason: Type.String() }), {
    description: 'Settings that cannot be read just now, and are not in the list',
  }),
)

export type Unreadable = Static<typeof unreadableSchema>

/** The files of an app at a glance. */
export const filesSummarySchema = titled('FilesSummary', {
  count: Type.Integer({ description: 'How many there are, without folders and deleted ones' }),
  size: Type.Integer({ description: 'What these take up without their histories, in bytes' }),
  deleted: Type.Integer({ description: 'How many were deleted and can be brought back' }),
  lastChange: Type.Optional(Type.Object({ at: timeSchema, deviceName: Type.String() })),
})
export type FilesSummary = Static<typeof filesSummarySchema>

export const slotSchema = titled('Slot', {
  app: Type.String(),
  current: Type.Union([versionSchema, Type.Null()]),
  versions: Type.Integer(),
  historySize: Type.Integer({ description: 'In bytes' }),
  devices: Type.Array(deviceSchema),
  files: filesSummarySchema,
  conflicts: Type.Array(conflictSchema, {
    description:
      'Devices that changed at the same time, where nobody has merged it yet; newest first',
  }),
})
export type Slot = Static<typeof slotSchema>

/** What became of an uploaded file. */
export const uploadedSchema = Type.Object({ action: syncActionSchema, version: versionSchema })
