import { isoTime } from '../../lib/clock.ts'
import type { IdentityRecord, Invite, Session } from '../../storage/store.ts'
import type * as answers from '../schemas/sign-in.ts'

export const sessionView = (session: Session, currentId: string): answers.Session => ({
  id: session.id,
  current: session.id === currentId,
  createdAt: isoTime(session.createdAt),
  lastSeenAt: isoTime(session.lastSeenAt),
  browser: session.browser,
  via: session.via,
})

export const identityView = (one: IdentityRecord): answers.Identity => ({
  id: one.id,
  way: one.way,
  label: one.label,
  addedAt: isoTime(one.addedAt),
})

export const inviteView = (invite: Invite): answers.Invite => ({
  id: invite.id,
  createdAt: isoTime(invite.createdAt),
  expiresAt: isoTime(invite.expiresAt),
  ...(invite.note !== undefined && { note: invite.note }),
})
