import { type Static, Type } from 'typebox'
import { nameSchema } from '../../lib/name-schema.ts'
import { answer } from './common.ts'
import { settingsSchema } from './history.ts'

/** The body of a sync. What is inside `settings` is the app's own and is neither checked nor changed. */
export const uploadSchema = Type.Object(
  {
    deviceName: nameSchema('The name of the device'),
    savedTs: Type.String({
      description:
        'When the settings were last saved on the device, ISO 8601; 1900-01-01T00:00:00.000Z means never',
      examples: ['2025-02-26T09:15:30.123Z'],
    }),
    settings: settingsSchema,
  },
  { additionalProperties: false },
)

export const syncActionSchema = Type.Enum(['created', 'none', 'existingNewer', 'incomingNewer'], {
  title: 'SyncAction',
})
export type SyncAction = Static<typeof syncActionSchema>

export const syncAnswerSchema = answer(
  {
    data: settingsSchema,
    action: syncActionSchema,
  },
  'The newest settings, in the type that the request came in',
)
