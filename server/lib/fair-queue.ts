import { HubError } from './errors.ts'

/** The right to do heavy work. Nobody else has it until it ends. */
export interface Turn {
  /** Resolves when it has come; rejects where it was given up before. */
  readonly come: Promise<void>
  /** Ends it, or gives up waiting for it; again does nothing. */
  readonly end: () => void
}

export interface Turns {
  /** How many wait for theirs. */
  readonly waiting: number
  ask(): Turn
}

/** No pause is longer, however long the work before it took. */
const longestPause = 500
/** Whoever takes longer, such as on a disk that hangs, does not keep all others waiting. */
const longestTurn = 10_000

/**
 * One turn at a time, in the order in which they were asked for. After each there is a pause as long
 * as it took, so that heavy work never has more than half of the time.
 */
export function createFairQueue(): Turns {
  type Waiting = { readonly begin: () => void; readonly giveUp: () => void }
  const waiting = new Set<Waiting>()
  let busy = false

  const next = () => {
    const [first] = waiting
    busy = first !== undefined
    if (!first) return
    waiting.delete(first)
    first.begin()
  }

  return {
    get waiting() {
      return waiting.size
    },
    ask() {
      let state: 'waiting' | 'running' | 'over' = 'waiting'
      let began = 0
      let impatience: NodeJS.Timeout | undefined
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      // Whoever gives up may have stopped listening.
      promise.catch(() => {})
      const one: Waiting = {
        begin() {
          state = 'running'
          began = performance.now()
          impatience = setTimeout(end, longestTurn).unref()
          resolve()
        },
        giveUp() {
          waiting.delete(one)
          reject(new HubError('timeout'))
        },
      }
      const end = () => {
        clearTimeout(impatience)
        if (state === 'waiting') one.giveUp()
        if (state === 'running') {
          setTimeout(next, Math.min(performance.now() - began, longestPause)).unref()
        }
        state = 'over'
      }
      waiting.add(one)
      if (!busy) next()
      return { come: promise, end }
    },
  }
}
