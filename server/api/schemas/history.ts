import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'

export const conflictStatusSchema = Type.Enum(['open', 'merged', 'dismissed', 'taken'], {
  description:
    '`taken`: the device whose copy is not in use has gone on from the one that is, or a person has brought that copy back',
})

/** A version as the API shows it: never its settings. */
export const versionSchema = titled('Version', {
  version: Type.Integer({ description: 'Counts up within the slot' }),
  savedTs: Type.String({ description: 'The stamp as the device sent it' }),
  receivedAt: timeSchema,
  deviceName: Type.String(),
  type: Type.Enum(['text', 'json', 'bytes'], {
    description: 'How the settings were sent; `bytes` for a file that is no text',
  }),
  size: Type.Integer({ description: 'Size of the settings in bytes' }),
  contentId: Type.String({ description: 'SHA-256 of the settings: equal ids, equal settings' }),
  applied: Type.Boolean({
    description: 'False: the upload lost against a newer copy and is kept for the history only',
  }),
  current: Type.Boolean(),
  encrypted: Type.Optional(Type.Boolean({ description: 'The settings look encrypted' })),
  flag: Type.Optional(
    Type.Enum(['shrunk', 'encrypted', 'decrypted'], {
      description: 'Much smaller than what it replaced, or switched between plain and encrypted',
    }),
  ),
  replaced: Type.Optional(Type.Integer({ description: 'The version that a flagged one replaced' })),
  mark: Type.Optional(
    Type.Enum(['deleted', 'folder', 'empty'], {
      description: 'Of a file: it holds nothing, because it was deleted, is a folder, or is empty',
    }),
  ),
  restored: Type.Optional(Type.Integer({ description: 'The version that this one brought back' })),
  conflict: Type.Optional(
    Type.Object(
      {
        base: Type.Integer({ description: 'The last version that both come from' }),
        other: Type.Integer({ description: 'The version that was current when this one came' }),
        otherDevice: Type.Optional(Type.String()),
        status: Type.Optional(conflictStatusSchema),
      },
      { description: 'Its device and another one changed at the same time' },
    ),
  ),
  merged: Type.Optional(
    Type.Object(
      {
        conflict: Type.Integer({ description: 'The version that was marked with the conflict' }),
        choices: Type.Integer({
          description: 'How many places both had changed, where the newer was taken',
        }),
        by: Type.Enum(['hub', 'person']),
      },
      { description: 'It was merged of the changes of two devices' },
    ),
  ),
})

export type Version = Static<typeof versionSchema>

/** `version` in the address of a request. */
export const versionNumberSchema = Type.String({
  pattern: '^[1-9]\\d{0,9}$',
  description: 'The number of a version',
})

export const settingsSchema = Type.Unsafe<unknown>({
  title: 'Settings',
  type: ['string', 'object', 'array'],
  description: 'The settings of an app, kept exactly as they came',
})

/** Asks for settings as text or as JSON, whichever way they were sent. */
export const asSchema = Type.Optional(
  Type.Enum(['text', 'json'], {
    description: 'How to answer the settings; without it, as they were sent',
  }),
)
