import { randomUUID } from 'node:crypto'
import { type Clock, days, minutes } from '../lib/clock.ts'
import { optionalWrite } from '../lib/optional-write.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Records, Session, Store } from '../storage/store.ts'

/** A session ends when it is not used for this long, and in any case after its whole life. */
export const idleLimit = days(14)
export const wholeLife = days(90)
/** The time of last use is written at most this often. */
const noteEvery = minutes(5)
/** How many sessions an account may have; beyond it the longest unused ends. */
const maxPerAccount = 100

export interface SignedIn {
  readonly account: Account
  readonly session: Session
  /** The key of the session in the store. */
  readonly sessionKey: string
}

/**
 * The secret of a session, in two halves: a browser sends its cookies to every port of a host, and
 * gives what a page keeps to no other origin. Neither half is worth anything alone.
 */
export interface SessionSecret {
  readonly cookie: string
  /** Kept by the page, and sent in a header. */
  readonly proof: string
}

const keyOf = ({ cookie, proof }: SessionSecret): string => secretId(`${cookie}.${proof}`)

/** Begins a session. @returns its secret, which is not kept */
export async function beginSession(
  { sessions }: Pick<Records, 'sessions'>,
  accountId: string,
  about: Pick<Session, 'browser' | 'via'>,
  now: number,
): Promise<SessionSecret> {
  const secret = { cookie: newSecret(), proof: newSecret() }
  const session = { id: randomUUID(), accountId, createdAt: now, lastSeenAt: now, ...about }
  const own = await sessions.ofAccount(accountId)
  const kept = own
    .filter(([, one]) => !isOver(one, now))
    .sort(([, a], [, b]) => b.lastSeenAt - a.lastSeenAt)
    .slice(0, maxPerAccount - 1)
  const gone = new Set(own).difference(new Set(kept))
  for (const [key] of gone) await sessions.take(key)
  await sessions.put(keyOf(secret), session)
  return secret
}

const isOver = (session: Session, at: number): boolean =>
  at - session.lastSeenAt > idleLimit || at - session.createdAt > wholeLife

/** Who a secret speaks for; undefined for one that is unknown or over. */
export const findSession = (store: Store, secret: SessionSecret, now: Clock) =>
  findSessionByKey(store, keyOf(secret), now)

/** The same by the key of the session in the store. */
export async function findSessionByKey(
  store: Store,
  sessionKey: string,
  now: Clock,
): Promise<SignedIn | undefined> {
  const session = await store.sessions.get(sessionKey)
  if (!session) return undefined
  const at = now()
  const account = await store.accounts.get(session.accountId)
  if (isOver(session, at) || !account || account.disabled) {
    // Not by what is held for a person who ends one: this one is over anyway.
    await optionalWrite(store.change(({ sessions }) => sessions.take(sessionKey)))
    return undefined
  }
  if (at - session.lastSeenAt > noteEvery) {
    const noted = store.change(async ({ sessions }) => {
      // One that was ended meanwhile must not come back.
      const current = await sessions.get(sessionKey)
      if (current) await sessions.put(sessionKey, { ...current, lastSeenAt: at })
    })
    await optionalWrite(noted)
  }
  return { account, session, sessionKey }
}

/** Whether a session that was found before has not ended meanwhile. */
export async function isAlive(
  store: Store,
  { sessionKey }: SignedIn,
  now: number,
): Promise<boolean> {
  const session = await store.sessions.get(sessionKey)
  return session !== undefined && !isOver(session, now)
}

/** The sessions of an account, the last used first. */
export async function sessionsOf(store: Store, accountId: string): Promise<Session[]> {
  const own = await store.sessions.ofAccount(accountId)
  return own.map(([, session]) => session).sort((a, b) => b.lastSeenAt - a.lastSeenAt)
}

/** Ends the sessions of an account that `which` picks by id. @returns their ids */
export async function endSessions(
  { sessions }: Pick<Records, 'sessions'>,
  accountId: string,
  which: (id: string) => boolean = () => true,
): Promise<string[]> {
  const ended = (await sessions.ofAccount(accountId)).filter(([, { id }]) => which(id))
  for (const [key] of ended) await sessions.take(key)
  return ended.map(([, { id }]) => id)
}

/** Removes every session that is over: their accounts may never sign in again. */
export async function removeOldSessions(store: Store, now: number): Promise<void> {
  await store.change(async ({ sessions }) => {
    for (const [key, session] of await sessions.list()) {
      if (isOver(session, now)) await sessions.take(key)
    }
  })
}

/** A browser in a few words, from what it says of itself. */
export function browserText(userAgent: string | undefined): string {
  const text = userAgent ?? ''
  // Electron says that it is Chrome too, before that.
  const own = text.slice(Math.max(0, text.indexOf('Electron/')))
  const browser = /(Edg|OPR|Firefox|Chrome|Safari|curl|Electron)\//.exec(own)?.[1] ?? 'A browser'
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(text)?.[0]
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  const name = names[browser] ?? browser
  return system ? `${name} on ${names[system] ?? system}` : name
}
