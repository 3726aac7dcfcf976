import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from './clock.ts'

/** Work that may take its time waits here after each step. */
export type Pause = () => Promise<void>

/**
 * Keeps long work to a share of the time. The first `freeMs` go without a pause, so that little work
 * is done at once.
 */
export function createPace(share: number, freeMs: number): Pause {
  let [spent, began] = [0, performance.now()]
  return async () => {
    const took = performance.now() - began
    spent += took
    if (spent > freeMs) await wait(took / share - took, undefined, { ref: false })
    began = performance.now()
  }
}

/**
 * Keeps what costly work has found. It is done again in the background once somebody asks for it and
 * it is older than `maxAge`; until the first is done, undefined is answered after `patienceMs`.
 */
export function keepFresh<T>(
  work: () => Promise<T>,
  { now, maxAge, patienceMs }: { now: Clock; maxAge: number; patienceMs: number },
): () => Promise<T | undefined> {
  let found: { readonly value: T; readonly at: number } | undefined
  let underWay: Promise<T | undefined> | undefined
  const begin = async () => {
    try {
      found = { value: await work(), at: now() }
      return found.value
    } catch {
      // It is tried again when it is next asked for; the last figures would be wrong by now.
      found = undefined
      return undefined
    } finally {
      underWay = undefined
    }
  }
  return async () => {
    if (found && Math.abs(now() - found.at) < maxAge) return found.value
    underWay ??= begin()
    if (found) return found.value
    return Promise.race([underWay, wait(patienceMs, undefined, { ref: false })])
  }
}
