/** Settings as the hub has, or had, them. */
export interface Copy {
  readonly settings: string
  /** Their stamp as it was sent. */
  readonly savedTs: string
  /** The moment that the stamp stands for, in ms, or one that is surely no earlier. */
  readonly at: number
  readonly etag?: string | undefined
  /** The number of the version, where it is known. */
  readonly version?: number | undefined
}

/** What hub and device agreed on last. */
export interface Base extends Copy {
  /** What the app reads as once it has taken these settings, where that is other text. */
  readonly local?: string | undefined
  /** The hub knows that this device has them. */
  readonly isTold: boolean
}

/** What an upload was made upon. Whether something came in between, the hub's history tells. */
export interface Origin {
  /** The version that the hub had, by its number. */
  readonly version: number
  readonly settings?: string | undefined
}

/** An upload whose answer is not known; or `isKept`: the hub has it in its history, and kept its own. */
export interface Sending {
  readonly settings: string
  readonly savedTs: string
  readonly isKept: boolean
  readonly origin?: Origin | undefined
  /** What it replaces, if it is taken. */
  readonly over?: Replaced | undefined
}

/** Settings of another device that ours have replaced, without being made with them in view. */
export interface Replaced {
  readonly theirs: string
  readonly base?: string | undefined
}

/** All that has to outlive a crash. Every older state of it is safe as well, and so is none. */
export interface Memory {
  readonly base?: Base | undefined
  readonly sending?: Sending | undefined
  /** Not yet told to the app. */
  readonly replaced?: readonly Replaced[] | undefined
  /** Of the last upload, until it was looked at what came in between. */
  readonly origin?: Origin | undefined
}

/** Where an app lets things be remembered, by name. What `set` has answered must outlive a crash. */
export interface SyncStorage {
  get(name: string): string | null | undefined | Promise<string | null | undefined>
  set(name: string, value: string): unknown
}

export interface MemoryStore {
  load(): Promise<Memory>
  save(memory: Memory): Promise<void>
}

const name = 'sxncd-memory'

/** @param owner for whom it holds: with another hub or key, nothing is known */
export function createMemoryStore(storage: SyncStorage, owner: string): MemoryStore {
  return {
    async load() {
      const stored = await readJson<{ owner?: string; memory?: Memory }>(storage, name)
      return stored?.owner === owner ? (stored.memory ?? {}) : {}
    },
    async save(memory) {
      const value = JSON.stringify({ owner, memory })
      if ((await storage.get(name)) !== value) await storage.set(name, value)
    },
  }
}

/** Forgets: the next sync is a first contact. */
export const clearMemory = async (storage: SyncStorage) => {
  await storage.set(name, '')
}

/** What is stored under a name; nothing where it is no JSON: a write may have been cut short. */
export async function readJson<T>(storage: SyncStorage, name: string): Promise<T | undefined> {
  const text = await storage.get(name)
  try {
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}
