import { type Static, Type } from 'typebox'
import { isoTime } from '../../lib/clock.ts'
import type { IdentityRecord, Invite, Session } from '../../storage/store.ts'
import { timeSchema } from './common.ts'

/** A password or a secret on its way in; both are checked further where they are used. */
export const passwordSchema = Type.String({ minLength: 1, maxLength: 1_000 })
export const secretSchema = Type.String({ minLength: 1, maxLength: 200 })

export const sessionSchema = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: 'The session of this very request' }),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  browser: Type.String(),
  via: Type.String({ description: 'How it began' }),
})

export const sessionView = (session: Session, currentId: string): Static<typeof sessionSchema> => ({
  id: session.id,
  current: session.id === currentId,
  createdAt: isoTime(session.createdAt),
  lastSeenAt: isoTime(session.lastSeenAt),
  browser: session.browser,
  via: session.via,
})

export const identitySchema = Type.Object({
  id: Type.String(),
  way: Type.String(),
  label: Type.String(),
  addedAt: timeSchema,
})

export const identityView = (one: IdentityRecord): Static<typeof identitySchema> => ({
  id: one.id,
  way: one.way,
  label: one.label,
  addedAt: isoTime(one.addedAt),
})

export const inviteSchema = Type.Object({
  id: Type.String(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  note: Type.Optional(Type.String()),
})

export const inviteView = (invite: Invite): Static<typeof inviteSchema> => ({
  id: invite.id,
  createdAt: isoTime(invite.createdAt),
  expiresAt: isoTime(invite.expiresAt),
  ...(invite.note !== undefined && { note: invite.note }),
})
