import { SyncError } from '../../client/errors.ts'
import type { Clock } from '../lib/clock.ts'
import { inTurn } from '../lib/in-turn.ts'
import type { Timers } from '../lib/timers.ts'
import { type Ends, lookAtBoth, type Outcome, sendNow, takeNow, type Work } from './carry-out.ts'
import type { ExportForm } from './exports.ts'
import { type Failure, failureOf, waitBefore } from './failures.ts'
import { createFileEnd } from './file-end.ts'
import { createFileWatch, type WatchFolder } from './file-watch.ts'
import { type HubEnd, HubEndClosed } from './hub-end.ts'
import type { Link, LinkLog, Transfer } from './link.ts'
import { LinkError } from './link-error.ts'
import type { Progress } from './progress.ts'
import type { ProgressStore } from './progress-store.ts'
import type { Refused } from './reconcile.ts'

export interface SchedulerParts {
  readonly link: Link
  readonly form: ExportForm
  readonly progress: ProgressStore
  /** It does only what `syncNow` asks for. */
  readonly paused: boolean
  /** @throws SyncError for an address or fingerprint that is none */
  readonly openHub: () => HubEnd
  readonly now: Clock
  readonly timers: Timers
  readonly watchFolder: WatchFolder
  readonly log: LinkLog
}

/** One link at work. */
export interface Scheduler {
  /** Looks at the file, if it has changed; called from time to time. */
  tick(): void
  /** Looks at both ends now, whatever kept it from that. */
  wake(): void
  /** @throws LinkError */
  syncNow(direction: Transfer['direction']): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Changes come in bursts. */
const burstMs = 250

/** Sets a link to work. It does one thing at a time: looks at both ends, then waits. */
export function startScheduler(parts: SchedulerParts): Scheduler {
  const { link, form, paused, timers, now, log } = parts
  let progress = parts.progress.get(link.id)
  let hub: HubEnd | undefined
  let stopListening: (() => void) | undefined
  let callOffRetry = () => {}
  let callOffBurst: (() => void) | undefined
  /** Failures in a row. */
  let tries = 0
  /** Nothing more is tried before a person has done something. */
  let halted = paused
  let stopped = false
  /** The hub may have something that was not looked at. */
  let isHubStale = true
  /** The same, but it is looked at only when the time of the next try has come. */
  let isRetryDue = false
  let refused: Refused | undefined
  let isQueued = false

  const turn = {}
  const enqueue = (work: () => Promise<void>): Promise<void> =>
    inTurn(turn, async () => {
      if (!stopped) await work()
    })
  const onFault = (err: unknown) => log.error({ err, link: link.id }, 'a link failed')
  const run = (work: () => Promise<void>) => void enqueue(work).catch(onFault)

  const set = async (next: Partial<Progress>) => {
    const { problem: _, question: __, ...before } = progress
    const fresh: Progress = { ...before, ...next, ...(paused && { state: 'paused' }) }
    if (JSON.stringify(fresh) === JSON.stringify(progress)) return
    progress = fresh
    await parts.progress.set(link.id, fresh)
  }

  const finish = ({ do: _, sawHub: __, refused: ___, baseline, ...shown }: Outcome) => {
    tries = 0
    return set({ ...shown, known: baseline })
  }

  const file = createFileEnd({ link, form, now, timers })
  const ends: Ends = {
    link,
    form,
    file,
    now,
    hub: () => {
      hub ??= parts.openHub()
      return hub
    },
  }

  /** Says that something goes over, while it does. */
  const follow = async <T>(work: Work<T>): Promise<T> => {
    for (;;) {
      const step = await work.next()
      if (step.done) return step.value
      await set({ state: step.value })
    }
  }

  const fail = async (failure: Failure) => {
    const isOver = failure.again === 'never' || failure.again === 'content'
    await set({ state: isOver ? 'stopped' : 'retrying', problem: failure.problem })
    if (failure.again === 'never') halt()
    // A look every 30 s would be too often for what only a person or time can mend.
    if (failure.again === 'later') isRetryDue = true
    else isHubStale = true
    if (isOver || halted) return
    retryIn(waitBefore(tries, failure))
    tries += 1
  }

  const failed = (error: unknown) => {
    const failure = failureOf(error)
    if (!failure) onFault(error)
    return fail(failure ?? { problem: 'Something went wrong in this program.', again: 'later' })
  }

  const retryIn = (ms: number) => {
    callOffRetry()
    if (!stopped) callOffRetry = timers.after(ms, retry)
  }

  const retry = () => {
    isHubStale ||= isRetryDue
    look()
  }

  const halt = () => {
    halted = true
    callOffRetry()
    unlisten()
  }

  const listen = () => {
    if (stopped || halted || stopListening || !hub) return
    stopListening = hub.listen({
      onChange: lookAtHub,
      onLost: (error) => {
        const failure = failureOf(error)
        if (failure && !stopped) run(() => set({ state: 'retrying', problem: failure.problem }))
      },
      onEnd: (error) => {
        stopListening = undefined
        run(() => failed(error))
      },
    })
  }

  const leaveHub = () => {
    unlisten()
    hub?.close()
    hub = undefined
  }

  const unlisten = () => {
    stopListening?.()
    stopListening = undefined
  }

  const look = () => {
    if (isQueued || halted || stopped) return
    isQueued = true
    run(async () => {
      isQueued = false
      if (!halted && (isHubStale || (await file.hasChanged(progress.known)))) await lookOnce()
    })
  }

  const lookOnce = async () => {
    callOffRetry()
    const wasStale = isHubStale || isRetryDue
    isHubStale = false
    isRetryDue = false
    try {
      const outcome = await follow(lookAtBoth(ends, progress.known, wasStale, refused))
      if ('lookAgainInMs' in outcome) {
        isHubStale = wasStale
        retryIn(outcome.lookAgainInMs)
        return
      }
      refused = outcome.refused ?? refused
      if (!outcome.sawHub) isHubStale ||= wasStale
      await finish(outcome)
      listen()
    } catch (error) {
      // It is looked at again, or not any more.
      if (error instanceof HubEndClosed) isHubStale = true
      else await failed(error)
    }
  }

  const lookAtHub = () => {
    isHubStale = true
    look()
  }

  const fileWatch = createFileWatch({
    link,
    watchFolder: parts.watchFolder,
    onChange: () => {
      callOffBurst ??= timers.after(burstMs, () => {
        callOffBurst = undefined
        look()
      })
    },
  })

  if (paused) run(() => set({ state: 'paused' }))
  else {
    if (progress.state === 'paused') run(() => set({ state: 'syncing' }))
    run(() => fileWatch.renew())
    look()
  }

  return {
    tick() {
      if (paused) return
      run(() => fileWatch.renew())
      look()
    },
    wake() {
      if (paused) return
      halted = false
      tries = 0
      refused = undefined
      leaveHub()
      run(() => fileWatch.renew())
      lookAtHub()
    },
    syncNow: (direction) =>
      enqueue(async () => {
        halted = paused
        refused = undefined
        const before = progress
        const work = direction === 'to-hub' ? sendNow : takeNow
        try {
          await finish(await follow(work(ends, progress.known)))
          listen()
        } catch (error) {
          if (error instanceof SyncError) await failed(error)
          else await set(before)
          throw error instanceof SyncError
            ? new LinkError(error.message, error.status, { cause: error })
            : error
        }
      }),
    async idle() {
      do await inTurn(turn, async () => {})
      while (isQueued && !stopped)
    },
    async stop() {
      stopped = true
      callOffRetry()
      callOffBurst?.()
      leaveHub()
      fileWatch.close()
      await inTurn(turn, async () => {})
    },
  }
}
