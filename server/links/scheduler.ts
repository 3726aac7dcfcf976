import { SyncError } from '../../client/errors.ts'
import type { Clock } from '../clock.ts'
import { inTurn } from '../in-turn.ts'
import type { ExportForm } from './exports.ts'
import { type Failure, failureOf, waitBefore } from './failures.ts'
import { createFileEnd } from './file-end.ts'
import { createFileWatch, type WatchFolder } from './file-watch.ts'
import { type HubEnd, HubEndClosed } from './hub-end.ts'
import type { Link, Transfer } from './link.ts'
import { LinkError } from './link-error.ts'
import type { Progress } from './progress.ts'
import { createPass, type Done } from './reconcile.ts'
import type { Timers } from './timers.ts'

export interface SchedulerParts {
  readonly link: Link
  readonly form: ExportForm
  readonly progress: Progress
  /** It does only what `syncNow` asks for. */
  readonly paused: boolean
  /** @throws SyncError for an address or fingerprint that is none */
  readonly openHub: () => HubEnd
  readonly now: Clock
  readonly timers: Timers
  readonly watchFolder: WatchFolder
  /** Something failed that is not meant to. */
  readonly onFault: (error: unknown) => void
  /** Keeps what has changed, against crashes too, and tells of it. Never rejects. */
  readonly save: (progress: Progress) => Promise<void>
}

/** One link at work. */
export interface Scheduler {
  /** Looks at the file, if it has changed; called from time to time. */
  tick(): void
  /** Looks at both sides now, whatever kept it from that. */
  wake(): void
  /** @throws LinkError */
  syncNow(direction: Transfer['direction']): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Changes come in bursts. */
const burstMs = 250

/** Sets a link to work. It does one thing at a time: looks at both sides, then waits. */
export function startScheduler({ link, paused, timers, now, ...parts }: SchedulerParts): Scheduler {
  let { progress } = parts
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
  let dirty = true
  let isQueued = false

  const turn = {}
  const enqueue = (work: () => Promise<void>): Promise<void> =>
    inTurn(turn, async () => {
      if (!stopped) await work()
    })
  const run = (work: () => Promise<void>) => void enqueue(work).catch(parts.onFault)

  const set = async (next: Omit<Progress, 'known'> & { readonly known?: Progress['known'] }) => {
    const { problem: _, ...before } = progress
    const fresh: Progress = { ...before, ...next, ...(paused && { state: 'paused' }) }
    if (JSON.stringify(fresh) === JSON.stringify(progress)) return
    progress = fresh
    await parts.save(fresh)
  }

  const finish = ({ sawHub: _, ...done }: Done) => {
    tries = 0
    return set(done)
  }

  const file = createFileEnd({ link, form: parts.form, now, timers })
  const pass = createPass({
    link,
    form: parts.form,
    file,
    now,
    hub: () => {
      hub ??= parts.openHub()
      return hub
    },
    syncing: () => set({ state: 'syncing' }),
  })

  const fail = async (failure: Failure) => {
    const isOver = failure.again === 'never' || failure.again === 'content'
    await set({ state: isOver ? 'stopped' : 'retrying', problem: failure.problem })
    if (failure.again === 'never') halt()
    if (isOver || halted) return
    retryIn(waitBefore(tries, failure))
    tries += 1
  }

  const failed = (error: unknown) => {
    const failure = failureOf(error)
    if (!failure) parts.onFault(error)
    return fail(failure ?? { problem: 'Something went wrong in this program.', again: 'later' })
  }

  const retryIn = (ms: number) => {
    callOffRetry()
    callOffRetry = stopped ? () => {} : timers.after(ms, look)
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
      if (!halted && (dirty || (await file.hasChanged(progress.known)))) await lookOnce()
    })
  }

  const lookOnce = async () => {
    callOffRetry()
    const wasDirty = dirty
    dirty = false
    try {
      const outcome = await pass.look(progress.known, wasDirty)
      if ('lookAgainInMs' in outcome) {
        dirty ||= wasDirty
        retryIn(outcome.lookAgainInMs)
        return
      }
      if (!outcome.sawHub) dirty ||= wasDirty
      await finish(outcome)
      listen()
    } catch (error) {
      dirty = true
      // It is looked at again, or not any more.
      if (!(error instanceof HubEndClosed)) await failed(error)
    }
  }

  const lookAtHub = () => {
    dirty = true
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
      pass.forgive()
      leaveHub()
      run(() => fileWatch.renew())
      lookAtHub()
    },
    syncNow: (direction) =>
      enqueue(async () => {
        halted = paused
        pass.forgive()
        const before = progress
        try {
          await finish(await pass.force(progress.known, direction))
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
