import { randomUUID } from 'node:crypto'
import { type Clock, days, minutes } from '../lib/clock.ts'
import { inTurn } from '../lib/in-turn.ts'
import { optionalWrite } from '../lib/optional-write.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Session, Store } from '../storage/store.ts'

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
  store: Store,
  accountId: string,
  about: Pick<Session, 'browser' | 'via'>,
  now: number,
): Promise<SessionSecret> {
  const secret = { cookie: newSecret(), proof: newSecret() }
  const session = { id: randomUUID(), accountId, createdAt: now, lastSeenAt: now, ...about }
  await inTurn(store.sessions, async () => {
    await makeRoom(store, accountId, now)
    await store.sessions.put(keyOf(secret), session)
  })
  return secret
}

/** Removes the sessions that are over, and those of an account that are too many for one more. */
async function makeRoom(store: Store, accountId: string, now: number): Promise<void> {
  const all = await store.sessions.list()
  const kept = all
    .filter(([, one]) => one.accountId === accountId && !isOver(one, now))
    .sort(([, a], [, b]) => b.lastSeenAt - a.lastSeenAt)
  const surplus = kept.slice(maxPerAccount - 1)
  const gone = [...all.filter(([, one]) => isOver(one, now)), ...surplus]
  for (const [key] of gone) await store.sessions.take(key)
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
    await optionalWrite(store.sessions.take(sessionKey))
    return undefined
  }
  if (at - session.lastSeenAt > noteEvery) {
    const noted = inTurn(store.sessions, async () => {
      // One that was ended meanwhile must not come back.
      const current = await store.sessions.get(sessionKey)
      if (current) await store.sessions.put(sessionKey, { ...current, lastSeenAt: at })
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
  const all = await store.sessions.list()
  return all
    .map(([, session]) => session)
    .filter((session) => session.accountId === accountId)
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
}

/** Ends the sessions of an account that `which` picks. @returns how many */
export async function endSessions(
  store: Store,
  accountId: string,
  which: (session: Session) => boolean,
): Promise<number> {
  return inTurn(store.sessions, async () => {
    const all = await store.sessions.list()
    const ended = all.filter(([, one]) => one.accountId === accountId && which(one))
    for (const [key] of ended) await store.sessions.take(key)
    return ended.length
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
