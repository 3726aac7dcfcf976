import { type Clock, hours, minutes } from '../lib/clock.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { allSlots } from '../storage/all-slots.ts'
import type { FileHead, SlotId, Store } from '../storage/store.ts'
import { type ClockWatch, isTrusted, lookAgain, noteOf, watchClock } from './clock-guard.ts'
import { heldNumbers } from './held.ts'
import { type RetentionPolicy, thinnedOut } from './retention.ts'

export interface Sweeper {
  /** Whether the clock has gone steadily for long enough that ages by it may remove anything. */
  clockIsTrusted(): boolean
  /** A slot got a version: look at it soon. */
  note(id: SlotId): void
  /** Looks at the slots that were noted. */
  sweepNoted(): Promise<void>
  /** Looks at every slot. */
  sweepAll(): Promise<void>
  stop(): Promise<void>
}

export interface SweeperParts {
  readonly store: Store
  /** The policy as it is now; the owner may change it while the hub runs. */
  readonly policy: () => RetentionPolicy
  readonly now: Clock
  /** Time that passes, whatever the clock is set to, in ms. */
  readonly elapsed: Clock
  readonly moment: () => Moment
  readonly onError: (error: unknown) => void
  /** What else goes once a day. */
  readonly alsoDaily?: () => Promise<void>
}

const soon = minutes(1)
const often = hours(1)
const everyDay = 24

/** Applies the retention policy, outside the sync path and one slot at a time. */
export function startSweeper(parts: SweeperParts): Sweeper {
  const { store, policy, now, elapsed, moment, onError, alsoDaily } = parts
  const noted = new Map<string, SlotId>()
  let watch: ClockWatch = watchClock(now(), elapsed(), store.lastSeen()?.at)
  let work: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let rounds = 0

  const enqueue = (job: () => Promise<void>): Promise<void> => {
    work = work.then(job).catch(onError)
    return work
  }
  const look = () => {
    watch = lookAgain(watch, now(), elapsed())
  }
  /** A slot that cannot be swept, or is gone by now, does not keep the others from it. */
  const sweep = async (ids: readonly SlotId[]) => {
    for (const id of ids) await sweepSlot(store, id, policy(), watch).catch(onError)
  }
  const noteClock = () => enqueue(() => store.noteSeen({ at: noteOf(watch), moment: moment() }))
  const sweepNoted = () =>
    enqueue(async () => {
      clearTimeout(timer)
      timer = undefined
      look()
      const ids = [...noted.values()]
      noted.clear()
      await sweep(ids)
    })
  const sweepAll = () =>
    enqueue(async () => {
      look()
      const ids: SlotId[] = []
      const { atLeast, maxSize } = policy()
      // Most files have one version, or few: nothing to look at, so they are not even loaded.
      const mayLose = ({ versions, stored }: FileHead) => versions > atLeast || stored > maxSize
      for await (const id of allSlots(store.slots, undefined, mayLose)) ids.push(id)
      await sweep(ids)
      await alsoDaily?.()
    })

  void noteClock()
  const hourly = setInterval(() => {
    rounds += 1
    look()
    void noteClock()
    if (rounds % everyDay === 1) void sweepAll()
  }, often).unref()

  return {
    clockIsTrusted() {
      look()
      return isTrusted(watch)
    },
    note(id) {
      noted.set(JSON.stringify([id.accountId, id.app, id.path]), id)
      timer ??= setTimeout(() => void sweepNoted(), soon).unref()
    },
    sweepNoted,
    sweepAll,
    async stop() {
      clearTimeout(timer)
      clearInterval(hourly)
      await work
    },
  }
}

/** Under a clock that jumped nothing goes by age; the limit of size always holds. */
async function sweepSlot(store: Store, id: SlotId, policy: RetentionPolicy, watch: ClockWatch) {
  await store.slots.update(id, async (slot) => {
    const [versions, held] = await Promise.all([slot.versions(), heldNumbers(slot)])
    const now = isTrusted(watch) ? watch.seenAt : -Infinity
    const gone = thinnedOut(versions, held, policy, now)
    if (gone.size > 0) await slot.remove(gone)
  })
}
