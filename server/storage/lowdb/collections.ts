import { HubError } from '../../lib/errors.ts'
import { looksOf, nameKey } from '../name-key.ts'
import type {
  Account,
  HubSettings,
  Identity,
  Invite,
  Key,
  RecordStore,
  Records,
  Room,
  Session,
  SignIn,
} from '../store.ts'
import type { Documents } from './documents.ts'
import { Draft, Table } from './table.ts'

/** The documents that a change may span, by their names on the disk. */
export type Tables = ReturnType<typeof tablesOf>
export type TableName = keyof Tables

/** What a change has written so far. */
export type Drafts = {
  readonly [name in TableName]: Tables[name] extends Table<infer T> ? Draft<T> : never
}

const identityKey = ({ issuer, subject }: Identity) => JSON.stringify([issuer, subject])

export function tablesOf(documents: Documents) {
  return {
    accounts: new Table<Account>(documents.accounts, {
      name: ({ name }) => [nameKey(name)],
      look: ({ name }) => looksOf(name),
      role: ({ role }) => [role],
    }),
    keys: new Table<Key>(documents.keys, {
      hash: ({ hash }) => [hash],
      account: ({ accountId }) => [accountId],
      app: ({ app }) => [app],
    }),
    'sign-ins': new Table<SignIn>(documents.signIns, {
      identity: ({ identities }) => identities.map(identityKey),
      browser: ({ browsers = [] }) => browsers,
    }),
    sessions: new Table<Session>(documents.sessions, {
      account: ({ accountId }) => [accountId],
    }),
    invites: new Table<Invite>(documents.invites, {
      id: ({ id }) => [id],
      from: ({ from }) => [from],
    }),
    settings: new Table<unknown>(documents.settings as never, {}),
  }
}

export const draftsOf = (tables: Tables): Drafts => ({
  accounts: new Draft(tables.accounts),
  keys: new Draft(tables.keys),
  'sign-ins': new Draft(tables['sign-ins']),
  sessions: new Draft(tables.sessions),
  invites: new Draft(tables.invites),
  settings: new Draft(tables.settings),
})

/** Reads and writes drafts in the words of the store. */
export function recordsOn(drafts: Drafts): Records {
  const { accounts, keys, sessions, invites, settings, 'sign-ins': signIns } = drafts
  const idsOf = (found: readonly (readonly [string, unknown])[]) => found.map(([id]) => id)
  const recordsIn = <T>(found: readonly (readonly [string, T])[]) =>
    found.map(([, record]) => record)
  return {
    accounts: {
      list: async () => Object.values(accounts.all()),
      count: async () => Object.keys(accounts.all()).length,
      get: async (id) => accounts.get(id),
      async named(name) {
        const found = recordsIn(accounts.find('name', nameKey(name)))
        return found.find((one) => one.name === name) ?? found[0]
      },
      async alike(name) {
        const found = looksOf(name).flatMap((look) => accounts.find('look', look))
        return [...new Map(found).values()]
      },
      owners: async () => recordsIn(accounts.find('role', 'owner')),
      async put(account) {
        const holders = idsOf(accounts.find('name', nameKey(account.name)))
        const isKept = nameKey(accounts.get(account.id)?.name ?? '') === nameKey(account.name)
        if (!isKept && holders.length > 0) {
          throw new HubError('account_exists', { account: account.name })
        }
        accounts.set(account.id, account)
      },
      async remove(id) {
        accounts.remove(id)
        signIns.remove(id)
        for (const key of idsOf(keys.find('account', id))) keys.remove(key)
        for (const hash of idsOf(sessions.find('account', id))) sessions.remove(hash)
        for (const hash of idsOf(invites.find('from', id))) invites.remove(hash)
      },
    },
    keys: {
      list: async () => Object.values(keys.all()),
      count: async () => Object.keys(keys.all()).length,
      get: async (id) => keys.get(id),
      byHash: async (hash) => keys.find('hash', hash)[0]?.[1],
      ofAccount: async (accountId) => recordsIn(keys.find('account', accountId)),
      ofApp: async (app) => recordsIn(keys.find('app', app)),
      async put(all, gone = new Set()) {
        for (const id of gone) keys.remove(id)
        for (const key of all) {
          if (idsOf(keys.find('hash', key.hash)).some((id) => id !== key.id)) {
            throw new Error(`The key ${key.id} has the hash of another key.`)
          }
          keys.set(key.id, key)
        }
      },
    },
    signIns: {
      ...recordStore(signIns),
      withBrowser: async (browser) => idsOf(signIns.find('browser', browser)),
      withIdentity: async (identity) => idsOf(signIns.find('identity', identityKey(identity))),
      async put(id, signIn) {
        for (const identity of signIn.identities) {
          const holders = idsOf(signIns.find('identity', identityKey(identity)))
          // What older hubs left of an account that was never finished holds nothing.
          if (holders.some((other) => other !== id && accounts.get(other) !== undefined)) {
            throw new Error(`An identity of the account ${id} belongs to another account.`)
          }
        }
        signIns.set(id, signIn)
      },
    },
    sessions: {
      ...recordStore(sessions),
      ofAccount: async (accountId) => sessions.find('account', accountId),
    },
    invites: {
      ...recordStore(invites),
      hashOf: async (id) => idsOf(invites.find('id', id))[0],
      ofAccount: async (accountId) => invites.find('from', accountId),
    },
    settings: {
      get: () => settings.all() as HubSettings,
      async change(next) {
        const before = settings.all()
        const after: Readonly<Record<string, unknown>> = { ...next(before as HubSettings) }
        for (const name of Object.keys(before)) {
          if (after[name] === undefined) settings.remove(name)
        }
        for (const [name, value] of Object.entries(after)) {
          if (value !== undefined && value !== before[name]) settings.set(name, value)
        }
      },
    },
  }
}

const recordStore = <T>(draft: Draft<T>): RecordStore<T> => ({
  list: async () => Object.entries(draft.all()),
  get: async (id) => draft.get(id),
  put: async (id, record) => draft.set(id, record),
  async take(id) {
    const record = draft.get(id)
    draft.remove(id)
    return record
  },
})

/**
 * The same, where each method that writes is a change of its own. What takes something away must
 * work on a full disk.
 */
export function recordsOutside(
  drafts: Drafts,
  change: <T>(work: (records: Records) => Promise<T>, room?: Room) => Promise<T>,
  readsOf = recordsOn,
): Records {
  const reads = readsOf(drafts)
  return {
    accounts: {
      ...reads.accounts,
      put: (account) => change(({ accounts }) => accounts.put(account)),
      remove: (id) => change(({ accounts }) => accounts.remove(id), 'reserved'),
    },
    keys: { ...reads.keys, put: (all, gone) => change(({ keys }) => keys.put(all, gone)) },
    signIns: {
      ...reads.signIns,
      put: (id, signIn) => change(({ signIns }) => signIns.put(id, signIn)),
      take: (id) => change(({ signIns }) => signIns.take(id), 'reserved'),
    },
    sessions: {
      ...reads.sessions,
      put: (id, session) => change(({ sessions }) => sessions.put(id, session)),
      take: (id) => change(({ sessions }) => sessions.take(id), 'reserved'),
    },
    invites: {
      ...reads.invites,
      put: (id, invite) => change(({ invites }) => invites.put(id, invite)),
      take: (id) => change(({ invites }) => invites.take(id), 'reserved'),
    },
    settings: {
      ...reads.settings,
      change: (next) => change(({ settings }) => settings.change(next)),
    },
  }
}

/** The records but those that `isGone` picks. */
export const without = <T>(
  records: Readonly<Record<string, T>>,
  isGone: (record: T, id: string) => boolean,
): Record<string, T> =>
  Object.fromEntries(Object.entries(records).filter(([id, record]) => !isGone(record, id)))
