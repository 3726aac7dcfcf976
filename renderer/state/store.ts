import { type ApiError, asApiError } from '../api/api-error.ts'

/** Something that the hub holds and pages show: a name to find it by, and how to fetch it. */
export interface Resource<T> {
  readonly key: string
  readonly load: () => Promise<T>
}

/** What is known of a resource: the last good answer stays while a newer one is fetched. */
export interface Known<T> {
  readonly data: T | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
}

interface Entry {
  known: Known<unknown>
  listeners: Set<() => void>
  load: (() => Promise<unknown>) | undefined
  stale: boolean
  /** Counts the fetches; an answer that was overtaken is dropped. */
  turn: number
}

const unknown: Known<never> = { data: undefined, error: undefined, loading: true }

export type Store = ReturnType<typeof createStore>

/**
 * Keeps what the hub answered, so that going from page to page shows it at once, and fetches anew
 * what an event says has changed.
 */
export function createStore() {
  const entries = new Map<string, Entry>()

  function entryOf(key: string): Entry {
    const found = entries.get(key)
    if (found) return found
    const entry: Entry = {
      known: unknown,
      listeners: new Set(),
      load: undefined,
      stale: true,
      turn: 0,
    }
    entries.set(key, entry)
    return entry
  }

  function set(entry: Entry, known: Known<unknown>) {
    entry.known = known
    for (const listener of entry.listeners) listener()
  }

  async function fetchEntry(entry: Entry): Promise<void> {
    const load = entry.load
    if (!load) return
    entry.turn += 1
    const turn = entry.turn
    entry.stale = false
    if (!entry.known.loading) set(entry, { ...entry.known, loading: true })
    try {
      const data = await load()
      if (turn === entry.turn) set(entry, { data, error: undefined, loading: false })
    } catch (error) {
      if (turn !== entry.turn) return
      set(entry, { data: entry.known.data, error: asApiError(error), loading: false })
    }
  }

  return {
    peek: <T>(resource: Resource<T>): Known<T> => entryOf(resource.key).known as Known<T>,

    /** Calls the listener on every change until the returned function is called. */
    watch(resource: Resource<unknown>, listener: () => void): () => void {
      const entry = entryOf(resource.key)
      entry.load = resource.load
      entry.listeners.add(listener)
      if (entry.stale) void fetchEntry(entry)
      return () => entry.listeners.delete(listener)
    },

    /** Fetches every resource anew whose name fits: now where it is shown, else when it will be. */
    async refresh(fits: (key: string) => boolean = () => true): Promise<void> {
      const fetches: Promise<void>[] = []
      for (const [key, entry] of entries) {
        if (!fits(key)) continue
        entry.stale = true
        if (entry.listeners.size > 0) fetches.push(fetchEntry(entry))
      }
      await Promise.all(fetches)
    },

    /** Changes what is shown before the hub has answered. */
    edit<T>(resource: Resource<T>, change: (data: T) => T): void {
      const entry = entryOf(resource.key)
      if (entry.known.data === undefined) return
      entry.turn += 1
      const data = change(entry.known.data as T)
      set(entry, { data, error: undefined, loading: false })
    },

    /** Forgets everything: another person may sign in next. */
    clear(keep: (key: string) => boolean = () => false): void {
      for (const [key, entry] of entries) {
        if (keep(key)) continue
        entry.turn += 1
        entry.stale = true
        set(entry, unknown)
        if (entry.listeners.size > 0) void fetchEntry(entry)
      }
    },
  }
}
