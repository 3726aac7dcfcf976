import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'

export const accountSchema = titled('Account', {
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum(['owner', 'member']),
  disabled: Type.Boolean(),
  createdAt: timeSchema,
})
export type Account = Static<typeof accountSchema>

/** An account as its owner sees it among others: how much, never what. */
export const memberSchema = titled('Member', {
  ...accountSchema.properties,
  devices: Type.Integer(),
  size: Type.Integer({ description: 'Size of all of its versions in bytes' }),
  lastSeenAt: Type.Optional(timeSchema),
  unreadable: Type.Optional(
    Type.Array(Type.String(), { description: 'Apps whose settings cannot be read' }),
  ),
})
export type Member = Static<typeof memberSchema>

/** A key as the API shows it: never its text, nor its hash. */
export const keySchema = titled('Key', {
  id: Type.String(),
  account: Type.String({ description: 'The name of the account' }),
  app: Type.String({ description: 'The type of its app; "*" for the files of all apps' }),
  readOnly: Type.Boolean({ description: 'It reads, and changes nothing' }),
  name: Type.String(),
  hint: Type.String({ description: 'The last characters of the key' }),
  state: Type.Enum(['active', 'expired', 'revoked', 'app off']),
  createdAt: timeSchema,
  lastUsedAt: Type.Optional(timeSchema),
  rotatedAt: Type.Optional(timeSchema),
  expiresAt: Type.Optional(timeSchema),
  revokedAt: Type.Optional(timeSchema),
  httpsOnly: Type.Boolean({
    description: 'It was used over HTTPS, and is refused over plain HTTP from then on',
  }),
  address: Type.Boolean({
    description: 'It stands in an address of its app, /f/<key>, and works nowhere else',
  }),
})
export type Key = Static<typeof keySchema>
