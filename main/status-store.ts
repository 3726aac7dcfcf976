import { isDeepStrictEqual } from 'node:util'
import type { Status } from './status.ts'

/** The state of the program, in one place: who finds out something sets it, who shows it listens. */
export interface StatusStore {
  get(): Status
  /** Sets parts of it; listeners hear of it only if that changed anything. */
  set(part: Partial<Status>): void
  /** @returns a function that ends it */
  onChange(listener: (status: Status) => void): () => void
}

const start: Status = {
  address: '',
  lan: false,
  paused: false,
  problems: [],
  lastSync: undefined,
  pairings: [],
  conflicts: [],
  startAtLogin: { on: false, possible: false },
  updates: { on: true, step: 'not-possible' },
  links: [],
}

export function createStatusStore(): StatusStore {
  let status = start
  const listeners = new Set<(status: Status) => void>()
  return {
    get: () => status,
    set(part) {
      const next = { ...status, ...part }
      if (isDeepStrictEqual(next, status)) return
      status = next
      for (const listener of [...listeners]) listener(next)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
