import { randomUUID } from 'node:crypto'
import type { KeyHolder } from '../accounts/keys.ts'
import type { Clock } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { isWithin } from '../lib/tree-path.ts'
import { allApps } from '../storage/all-apps.ts'

export interface LockWish {
  readonly path: string
  readonly scope: 'exclusive' | 'shared'
  /** What it holds for: the thing alone, or all that is in it as well. */
  readonly depth: '0' | 'infinity'
  /** What the client says of itself, as XML. */
  readonly owner: string
  readonly timeoutMs: number
}

export interface Lock extends LockWish {
  readonly token: string
  readonly expiresAt: number
}

/** The locks of an account, by the paths of one key. */
export interface Locks {
  /** Those that hold for a path: its own, and those of folders above with all that is in them. */
  covering(path: string): Lock[]
  /** Those of the path itself. */
  at(path: string): Lock[]
  /** Those of what lies in a folder, at any depth. */
  inside(folder: string): Lock[]
  /** @throws HubError `too_many_locks` */
  add(wish: LockWish): Lock
  refresh(token: string, timeoutMs: number): Lock | undefined
  remove(token: string): void
  /** Removes what holds for a path that is gone, and for all that was in it. */
  removeWithin(path: string): void
}

/** How many locks an account may hold at once. */
export const maxLocks = 1_000

/**
 * Keeps locks in memory, until they are given back or their time is over: a restart of the hub ends
 * all of them. They belong to the account, since all its keys see the same files.
 */
export function createLocks(now: Clock) {
  const accounts = new Map<string, Map<string, Lock>>()

  /** The locks of an account that still hold, by their tokens. */
  const kept = (account: string) => {
    const locks = accounts.get(account) ?? new Map<string, Lock>()
    for (const lock of locks.values()) if (lock.expiresAt <= now()) locks.delete(lock.token)
    if (locks.size > 0) accounts.set(account, locks)
    else accounts.delete(account)
    return locks
  }

  return ({ account, key }: KeyHolder): Locks => {
    const root = key.app === allApps ? '' : key.app
    const outer = (path: string) => (root && path ? `${root}/${path}` : root || path)
    // A lock of more than this key sees is shown on its root.
    const inner = (path: string) =>
      isWithin(path, root) ? path.slice(root ? root.length + 1 : 0) : ''
    const find = (fits: (lock: Lock) => boolean): Lock[] =>
      [...kept(account.id).values()]
        .filter(fits)
        .map((lock) => ({ ...lock, path: inner(lock.path) }))
    const covers = (lock: Lock, path: string) =>
      lock.path === path || (lock.depth === 'infinity' && isWithin(path, lock.path))
    return {
      covering: (path) => find((lock) => covers(lock, outer(path))),
      at: (path) => find((lock) => lock.path === outer(path)),
      inside: (folder) =>
        find(({ path }) => path !== outer(folder) && isWithin(path, outer(folder))),
      add(wish) {
        const locks = kept(account.id)
        if (locks.size >= maxLocks) throw new HubError('too_many_locks', { limit: maxLocks })
        const token = `opaquelocktoken:${randomUUID()}`
        const expiresAt = now() + wish.timeoutMs
        locks.set(token, { ...wish, path: outer(wish.path), token, expiresAt })
        accounts.set(account.id, locks)
        return { ...wish, token, expiresAt }
      },
      refresh(token, timeoutMs) {
        const locks = kept(account.id)
        const lock = locks.get(token)
        if (!lock) return undefined
        const next = { ...lock, timeoutMs, expiresAt: now() + timeoutMs }
        locks.set(token, next)
        return { ...next, path: inner(next.path) }
      },
      remove: (token) => void kept(account.id).delete(token),
      removeWithin(path) {
        const locks = kept(account.id)
        for (const lock of locks.values()) {
          if (isWithin(lock.path, outer(path))) locks.delete(lock.token)
        }
      },
    }
  }
}
