import type { Account, AccountStore, Key, KeyStore, RecordStore } from '../store.ts'
import type { Document } from './document.ts'

type Records<T> = Document<Readonly<Record<string, T>>>

const recordOf = <T>(document: Records<T>, id: string): T | undefined =>
  Object.hasOwn(document.data, id) ? document.data[id] : undefined

export function accountStore(document: Records<Account>): AccountStore {
  return {
    list: async () => Object.values(document.data),
    get: async (id) => recordOf(document, id),
    put: (account, check) =>
      document.change((accounts) => {
        check?.(Object.values(accounts).filter(({ id }) => id !== account.id))
        return { ...accounts, [account.id]: account }
      }),
  }
}

/** The keys, and their hashes as an index that follows the document. */
export function keyStore(document: Records<Key>): KeyStore {
  let indexed: Readonly<Record<string, Key>> | undefined
  let byHash = new Map<string, Key>()
  const index = () => {
    if (indexed !== document.data) {
      indexed = document.data
      byHash = new Map(Object.values(indexed).map((key) => [key.hash, key]))
    }
    return byHash
  }
  return {
    list: async () => Object.values(document.data),
    get: async (id) => recordOf(document, id),
    findByHash: async (hash) => index().get(hash),
    put: (keys, gone) =>
      document.change((all) => ({
        ...(gone ? without(all, (_, id) => gone.has(id)) : all),
        ...Object.fromEntries(keys.map((key) => [key.id, key])),
      })),
    change: (id, next) =>
      document.change((all) => {
        const key = Object.hasOwn(all, id) ? all[id] : undefined
        return key ? { ...all, [id]: next(key) } : all
      }, 'reserved'),
  }
}

export function recordStore<T>(document: Records<T>): RecordStore<T> {
  return {
    list: async () => Object.entries(document.data),
    get: async (id) => recordOf(document, id),
    put: (id, record) => document.change((all) => ({ ...all, [id]: record })),
    async take(id) {
      let taken: T | undefined
      if (recordOf(document, id) === undefined) return undefined
      await document.change((all) => {
        taken = Object.hasOwn(all, id) ? all[id] : undefined
        return without(all, (_, key) => key === id)
      }, 'reserved')
      return taken
    },
  }
}

/** The records but those that `isGone` picks. */
export const without = <T>(
  records: Readonly<Record<string, T>>,
  isGone: (record: T, id: string) => boolean,
): Record<string, T> =>
  Object.fromEntries(Object.entries(records).filter(([id, record]) => !isGone(record, id)))
