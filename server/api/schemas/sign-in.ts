import { type Static, Type } from 'typebox'
import { providerTypes } from '../../lib/provider-types.ts'
import { accountSchema } from './accounts.ts'
import { timeSchema, titled } from './common.ts'

/** A password or a secret on its way in; both are checked further where they are used. */
export const passwordSchema = Type.String({ minLength: 1, maxLength: 1_000 })
export const secretSchema = Type.String({ minLength: 1, maxLength: 200 })

export const sessionSchema = titled('Session', {
  id: Type.String(),
  current: Type.Boolean({ description: 'The session of this very request' }),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  browser: Type.String(),
  via: Type.Enum(['password', ...providerTypes, 'set-up', 'invite', 'window'], {
    description: 'How it began',
  }),
})

export type Session = Static<typeof sessionSchema>

export const identitySchema = titled('Identity', {
  id: Type.String(),
  way: Type.Enum(providerTypes),
  label: Type.String(),
  addedAt: timeSchema,
})

export type Identity = Static<typeof identitySchema>

/** How an account can sign in. */
export const signInsSchema = Type.Object({
  password: Type.Boolean(),
  identities: Type.Array(identitySchema),
})
export type SignIns = Static<typeof signInsSchema>

export const inviteSchema = titled('Invite', {
  id: Type.String(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  note: Type.Optional(Type.String()),
})
export type Invite = Static<typeof inviteSchema>

/** An invitation, for who has its link. */
export const invitationSchema = Type.Object({
  invite: Type.Object({ expiresAt: timeSchema, from: Type.String() }),
  ticket: Type.String({
    description: 'Stands for the invitation in /sign-in/<way>?invite=; works once',
  }),
})
export type Invitation = Static<typeof invitationSchema>

/** A provider to sign in with that is configured beside the local password. */
const waySchema = Type.Object({ type: Type.Enum(providerTypes), name: Type.String() })
export type Way = Static<typeof waySchema>

export const sessionInfoSchema = Type.Object({
  needsOwner: Type.Boolean({ description: 'The hub is new and waits for its owner' }),
  hubName: Type.String(),
  version: Type.String(),
  ways: Type.Array(waySchema),
  signUp: Type.Enum(['closed', 'invite', 'open']),
  account: Type.Union([accountSchema, Type.Null()]),
})
export type SessionInfo = Static<typeof sessionInfoSchema>

export const signedInSchema = Type.Object({
  account: accountSchema,
  proof: Type.String({
    description: 'The half of the secret that the page keeps; it goes into X-Sxncd-Proof',
  }),
})
export type SignedIn = Static<typeof signedInSchema>
