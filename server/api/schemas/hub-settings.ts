import { type Static, Type } from 'typebox'
import { nameSchema } from '../../lib/name-schema.ts'

const closed = { additionalProperties: false }

export const retentionSchema = Type.Object(
  {
    allHours: Type.Integer({ minimum: 1, maximum: 8_760, description: 'Every version, in hours' }),
    hourlyDays: Type.Integer({ minimum: 0, maximum: 3_650, description: 'One an hour, in days' }),
    dailyDays: Type.Integer({ minimum: 0, maximum: 36_500, description: 'One a day, in days' }),
    versions: Type.Integer({ minimum: 1, maximum: 100_000, description: 'At least so many' }),
    sizeMiB: Type.Integer({ minimum: 1, maximum: 1_048_576, description: 'At most, per app' }),
  },
  { title: 'Retention', ...closed },
)

export type Retention = Static<typeof retentionSchema>

/** What the owner of the hub chooses; the settings of apps are another thing. */
export const hubSettingsSchema = Type.Object(
  {
    hubName: nameSchema('The name of the hub'),
    appsOff: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1_000, uniqueItems: true }),
    retention: retentionSchema,
    lan: Type.Boolean({ description: 'Whether devices on the network may reach the hub' }),
    lanInterface: Type.String({
      maxLength: 64,
      description: 'The one network that they reach it by; empty for every one that fits',
    }),
    syncyomi: Type.Boolean({ description: 'Whether readers of manga sync as with SyncYomi' }),
    tabby: Type.Boolean({ description: 'Whether Tabby syncs as with its own service' }),
  },
  { title: 'HubSettings', ...closed },
)
export type Settings = Static<typeof hubSettingsSchema>
