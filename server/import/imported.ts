import { type Static, Type } from 'typebox'
import { appType } from '../../app-modules/manifest.ts'
import { nameSchema } from '../lib/name-schema.ts'

/** Moments that every part of the hub can write: the years 0000 to 9999. */
export const momentSchema = Type.Integer({
  minimum: Date.parse('0000-01-01T00:00:00.000Z'),
  maximum: Date.parse('9999-12-31T23:59:59.999Z'),
  description: 'In ms since 1970',
})

const closed = { additionalProperties: false }

const keySchema = Type.Object(
  {
    app: appType,
    hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of its text' }),
    hint: Type.String({ minLength: 1, maxLength: 4, description: 'Its last characters' }),
    createdAt: momentSchema,
  },
  closed,
)

const deviceSchema = Type.Object(
  { name: nameSchema('Its name'), firstSeenAt: momentSchema, lastSeenAt: momentSchema },
  closed,
)

const slotSchema = Type.Object(
  {
    app: appType,
    text: Type.String({ description: 'The settings, as they stand there' }),
    savedAt: momentSchema,
    arrivedAt: momentSchema,
    deviceName: nameSchema('The device that sent them'),
    devices: Type.Array(deviceSchema, { maxItems: 500 }),
  },
  closed,
)

/** An account of another server with all that is its own. Of keys only the hashes travel. */
export const importedSchema = Type.Object(
  {
    way: Type.Enum(['oidc', 'github', 'google']),
    issuer: Type.String({ minLength: 1, maxLength: 500 }),
    subject: Type.String({ minLength: 1, maxLength: 500 }),
    name: Type.String({ maxLength: 500, description: 'What it is called there' }),
    createdAt: momentSchema,
    owner: Type.Boolean({ description: 'It becomes an owner of the hub' }),
    keys: Type.Array(keySchema, { maxItems: 1_000 }),
    slots: Type.Array(slotSchema, { maxItems: 1_000 }),
  },
  closed,
)

export type Imported = Static<typeof importedSchema>
export type ImportedSlot = Static<typeof slotSchema>

/** What was done, or would be: `known` was here before, and `elsewhere` belongs to another account. */
export const outcomeSchema = Type.Object({
  account: Type.Object({
    name: Type.String(),
    isNew: Type.Boolean(),
    becomesOwner: Type.Boolean(),
  }),
  keys: Type.Array(
    Type.Object({
      app: Type.String(),
      outcome: Type.Enum(['new', 'known', 'elsewhere']),
      appIsOn: Type.Boolean(),
    }),
  ),
  slots: Type.Array(
    Type.Object({
      app: Type.String(),
      outcome: Type.Enum(['created', 'incomingNewer', 'existingNewer', 'known']),
      size: Type.Integer({ description: 'In bytes' }),
      newDevices: Type.Array(Type.String()),
    }),
  ),
})

export type Outcome = Static<typeof outcomeSchema>

/** A row that cannot be brought over, by its table and id. It never holds what is in the row. */
export interface Unreadable {
  readonly table: string
  readonly id: string
  readonly problem: string
}

/** An account of the first server, or why it cannot be brought over. */
export type Found =
  | { readonly userId: string; readonly account: Imported; readonly homeless: readonly string[] }
  | { readonly userId: string; readonly unreadable: readonly Unreadable[] }
