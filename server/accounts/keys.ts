import { randomInt, timingSafeEqual } from 'node:crypto'
import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { optionalWrite } from '../lib/optional-write.ts'
import { allApps } from '../storage/all-apps.ts'
import type { Account, Key, Records, Room, Store } from '../storage/store.ts'
import { hashKey, isMistyped, newKeyText, tidyKey } from './key-secret.ts'

/** A key that was just made: its text is known only now. */
export interface NewKey {
  readonly key: Key
  readonly text: string
}

export interface KeyWish {
  readonly account: Account
  readonly app: string
  readonly name: string
  readonly expiresAt?: number | undefined
  readonly readOnly?: boolean | undefined
  /** For an address of an app's files, and for nothing else. */
  readonly address?: boolean | undefined
}

/** How many keys that work an account may have; beyond it a client asks without end. */
export const maxKeys = 1_000
/** How many keys that work all accounts may have; those who have few get some all the same. */
export const maxKeysInAll = 20_000
export const keysForEach = 10
/** So many of those that have ended are kept, for a person to look back at. */
export const maxEndedKeys = 100

/** Makes a key for one account and one app. @throws HubError where there are too many */
export async function createKey(store: Store, wish: KeyWish, now: number): Promise<NewKey> {
  const text = newKeyText()
  const key: Key = {
    id: newKeyId(),
    accountId: wish.account.id,
    app: wish.app,
    name: wish.name,
    hash: hashKey(text),
    hint: text.slice(-4),
    createdAt: now,
    ...(wish.expiresAt !== undefined && { expiresAt: wish.expiresAt }),
    ...(wish.readOnly && { readOnly: true }),
    ...(wish.address && { address: true }),
  }
  await store.change(async ({ accounts, keys }) => {
    // It may have been removed since it was looked up.
    if (!(await accounts.get(key.accountId))) throw new HubError('account_disabled')
    const own = await keys.ofAccount(key.accountId)
    const ended = own.filter((one) => isEnded(one, now)).sort((a, b) => endOf(b) - endOf(a))
    if (own.length - ended.length >= maxKeys) {
      throw new HubError('too_many_keys', { limit: maxKeys })
    }
    if (own.length - ended.length >= keysForEach && (await isFull(keys, now))) {
      throw new HubError('too_many_keys_in_all', { limit: maxKeysInAll })
    }
    const gone = new Set(ended.slice(maxEndedKeys).map(({ id }) => id))
    await keys.put([key], gone)
  })
  return { key, text }
}

async function isFull(keys: Records['keys'], now: number): Promise<boolean> {
  // Only where it is close are all of them looked at.
  if ((await keys.count()) < maxKeysInAll) return false
  const working = (await keys.list()).filter((one) => !isEnded(one, now))
  return working.length >= maxKeysInAll
}

const isEnded = ({ revokedAt, expiresAt }: Key, now: number) =>
  revokedAt !== undefined || (expiresAt !== undefined && expiresAt <= now)
const endOf = ({ revokedAt, expiresAt }: Key): number => revokedAt ?? expiresAt ?? 0

/** Gives a key a new text; the old one stops working at once. */
export async function rotateKey(store: Store, { id }: Key, now: number): Promise<NewKey> {
  const text = newKeyText()
  // The new text has not been over any wire yet, so nothing is known of the way it will take.
  const key = await changeKey(store, id, ({ httpsOnly: _, ...rest }) => {
    if (rest.revokedAt !== undefined) throw new HubError('key_already_revoked', { key: id })
    return { ...rest, hash: hashKey(text), hint: text.slice(-4), rotatedAt: now }
  })
  return { key, text }
}

/** Ends a key for good. Revoking it again changes nothing. */
export async function revokeKey(store: Store, key: Key, now: number): Promise<Key> {
  if (key.revokedAt !== undefined) return key
  return changeKey(store, key.id, (current) => ({ revokedAt: now, ...current }))
}

/** Changes a key as it is by then, not as it was read before. @throws HubError where it is gone */
async function changeKey(
  store: Store,
  id: string,
  next: (key: Key) => Key,
  room: Room = 'reserved',
): Promise<Key> {
  return store.change(async (records) => {
    const key = next(await keyById(records, id))
    await records.keys.put([key])
    return key
  }, room)
}

/**
 * Keeps a key that was sent over HTTPS from being sent in the open ever after.
 * @throws HubError where it is sent over plain HTTP after all
 */
export async function bindToHttps(store: Store, key: Key, isHttps: boolean): Promise<void> {
  if (key.httpsOnly && !isHttps) throw new HubError('key_https_only')
  if (!key.httpsOnly && isHttps) {
    await optionalWrite(changeKey(store, key.id, (now) => ({ ...now, httpsOnly: true }), 'free'))
  }
}

/** @throws HubError where there is no such key */
export async function keyById({ keys }: Pick<Records, 'keys'>, id: string): Promise<Key> {
  const key = await keys.get(id)
  if (!key) throw new HubError('key_id_unknown', { key: id })
  return key
}

/** Who a key speaks for. */
export interface KeyHolder {
  readonly key: Key
  readonly account: Account
}

/**
 * Finds whom the text of a key speaks for.
 * @throws HubError with 401 for a key that is no good, 403 for one whose account is switched off
 */
export async function authenticate(store: Store, text: string, now: number): Promise<KeyHolder> {
  const tidy = tidyKey(text)
  // As it came first: keys of the first server may look in any way.
  const key =
    (await findKey(store, text)) ?? (tidy === text ? undefined : await findKey(store, tidy))
  // Looked at only now: a key that is found was not mistyped.
  if (!key) throw new HubError(isMistyped(tidy) ? 'key_mistyped' : 'key_unknown')
  return holderOfKey(store, key, now)
}

async function findKey(store: Store, text: string): Promise<Key | undefined> {
  const hash = hashKey(text)
  const key = await store.keys.byHash(hash)
  return key && timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash)) ? key : undefined
}

/** Whom a key speaks for now. @throws HubError as `authenticate` does */
export async function holderOfKey(store: Store, key: Key, now: number): Promise<KeyHolder> {
  if (key.revokedAt !== undefined) throw new HubError('key_revoked')
  if (key.expiresAt !== undefined && key.expiresAt <= now) {
    throw new HubError('key_expired', { date: isoTime(key.expiresAt).slice(0, 10) })
  }
  const account = await store.accounts.get(key.accountId)
  if (!account) throw new HubError('key_unknown')
  if (account.disabled) throw new HubError('account_disabled')
  return { key, account }
}

/** When a key was last used, in ms. */
export async function lastUse(store: Store, key: Key): Promise<number | undefined> {
  const slots = key.app === allApps ? await store.slots.list(key.accountId) : [key]
  const uses = slots.map((id) => store.slots.read(id, (slot) => slot.keyUse()))
  const times = (await Promise.all(uses)).map((use) => use.get(key.id))
  return times.reduce((last, time) => ((time ?? 0) > (last ?? 0) ? time : last), undefined)
}

/** Short enough to type, and without letters that look alike. */
const idAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

const newKeyId = () =>
  `k-${Array.from({ length: 10 }, () => idAlphabet[randomInt(idAlphabet.length)]).join('')}`
