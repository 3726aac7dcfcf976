import { randomUUID } from 'node:crypto'
import { backoffMs } from '../lib/backoff.ts'
import { hours, minutes, seconds } from '../lib/clock.ts'
import type { NoticeKind } from '../lib/notify-words.ts'
import type { Timers } from '../lib/timers.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import type { Notice, Telling } from './notice.ts'
import { mayPass, type Outcome } from './post.ts'

/** So many messages wait for one target; of more only the number is told. */
export const maxWaiting = 20
/** So many at once, then one every five minutes. */
const rateSize = { burst: 10, refillMs: minutes(5) }
const retry = { firstMs: seconds(2), maxMs: minutes(5) }
/** A service that asks for more patience than this is tried all the same. */
const maxRetryAfter = minutes(15)
/** What did not get through by then is given up. */
const maxAge = hours(1)

export interface OutboxParts {
  /** Writes and sends something that happened at a moment. */
  readonly send: (waiting: Waiting) => Promise<Outcome>
  readonly timers: Timers
  readonly now: () => number
  /** Told of each message that is done with, delivered or not. */
  readonly onDone: (outcome: Outcome) => void
}

/** Something to tell, and how it went on so far. */
export interface Waiting {
  /** The same each time that it is sent. */
  readonly id: string
  readonly telling: Telling
  readonly at: number
  readonly since: number
}

export interface Outbox {
  add(notice: Notice): void
  /** How many wait, those that are told by number included. */
  waiting(): number
  stop(): void
}

/** What waits for one target: one at a time, tried again, and never more than a few. */
export function createOutbox({ send, timers, now, onDone }: OutboxParts): Outbox {
  const queue: Waiting[] = []
  let missed: Partial<Record<NoticeKind, number>> = {}
  const rate = createBuckets(rateSize, timers.elapsed)
  let isBusy = false
  let callOff: (() => void) | undefined
  let tries = 0
  let stopped = false

  const enqueue = (telling: Telling) =>
    queue.push({ id: `msg_${randomUUID()}`, telling, at: now(), since: timers.elapsed() })

  const pumpIn = (ms: number) => {
    callOff?.()
    callOff = timers.after(ms, () => {
      callOff = undefined
      pump()
    })
  }

  /** Puts the number of those that were passed over in the place of them, once it may. */
  const sumUp = () => {
    if (Object.keys(missed).length === 0) return
    const wait = rate.take('')
    if (wait > 0) return pumpIn(seconds(wait))
    enqueue({ kind: 'summary', counts: missed })
    missed = {}
  }

  const pump = () => {
    if (isBusy || stopped || callOff) return
    if (queue.length === 0) sumUp()
    const [first] = queue
    if (!first) return
    isBusy = true
    void send(first).then((outcome) => {
      isBusy = false
      if (!stopped) settle(first, outcome)
    })
  }

  const settle = (waiting: Waiting, outcome: Outcome) => {
    if (mayPass(outcome) && timers.elapsed() - waiting.since < maxAge) {
      const asked = outcome.code === 'answered' ? (outcome.retryAfterMs ?? 0) : 0
      pumpIn(backoffMs(tries, retry, Math.min(asked, maxRetryAfter)))
      tries += 1
      return
    }
    queue.shift()
    tries = 0
    onDone(outcome)
    pump()
  }

  return {
    add(notice) {
      // Once some were passed over the next ones are too, so that one message sums all of them up.
      const isRoom = Object.keys(missed).length === 0 && queue.length < maxWaiting
      if (isRoom && rate.take('') === 0) enqueue(notice)
      else missed[notice.kind] = (missed[notice.kind] ?? 0) + 1
      pump()
    },
    waiting: () => queue.length + Object.values(missed).reduce((sum, n) => sum + n, 0),
    stop() {
      stopped = true
      callOff?.()
    },
  }
}
