import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, hours, isoTime, minutes, seconds } from '../../../server/lib/clock.ts'
import type { Moment } from '../../../server/lib/steady-clock.ts'
import { currentVersion, restore } from '../../../server/slots/history.ts'
import { contentIdOf } from '../../../server/slots/upload.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { TestClock } from '../../helpers/moment.ts'
import { send, slotId } from './play.ts'

/*
 * The clock of the hub is wrong and is set right, while the clocks of the devices are right. What
 * counts is judged by the true time alone, which neither the hub nor its rule ever sees.
 */

const runs = Number(process.env.RULE_RUNS ?? 2_000)

/** A hub whose clock may be wrong. `passed` stands for how it counts the time that passes. */
function hub(passed = (clock: TestClock): Moment => clock) {
  const store = memoryStore()
  const clock = new TestClock(testStart)
  /** What a right clock shows. */
  const time = { now: testStart }
  const sync = async (device: string, savedAt: number, text: string) => {
    const sent = { device, stamp: savedAt, text, type: 'text', firstContact: 'compare' } as const
    const { action, data } = await send(store, sent, isoTime(savedAt), passed(clock))
    return `${action}: ${JSON.parse(data)}`
  }
  return {
    store,
    clock,
    time,
    pass(ms: number) {
      time.now += ms
      clock.pass(ms)
    },
    setWrong: (by: number) => clock.set(time.now + by),
    setRight: () => clock.set(time.now),
    sync,
    /** A device saves something now, and syncs at once. */
    edit: (device: string, text: string) => sync(device, time.now, text),
    restore: (number: number) => restore(store, slotId, number, passed(clock)),
  }
}

describe('a clock that was ahead', () => {
  test('while it is ahead, one restore; then it is set right: edits count again', async () => {
    const { edit, restore, sync, pass, time, setWrong, setRight } = hub()
    await edit('phone', 'one')
    pass(hours(1))
    await edit('phone', 'two')
    const two = time.now
    pass(hours(1))
    setWrong(days(365))
    await restore(1)
    pass(minutes(10))
    setRight()
    expect(await sync('phone', two, 'two')).toBe('existingNewer: one')
    pass(minutes(1))
    expect(await edit('phone', 'three')).toBe('incomingNewer: three')
  })

  test('a device that is months ahead was believed: it is not any more', async () => {
    const { edit, sync, pass, time, setWrong, setRight } = hub()
    setWrong(days(365))
    await sync('odd', time.now + days(180), 'odd')
    pass(hours(1))
    setRight()
    expect(await edit('phone', 'right')).toBe('incomingNewer: right')
    pass(hours(1))
    expect(await sync('odd', time.now + days(179), 'odd again')).toBe('incomingNewer: odd again')
    pass(hours(1))
    expect(await edit('phone', 'right again')).toBe('incomingNewer: right again')
  })

  test('what came before the hub counted time, from the future, blocks nobody', async () => {
    const { store, clock, sync, time } = hub()
    clock.set(time.now + days(365))
    await sync('phone', time.now, 'one')
    await store.slots.update(slotId, async (slot) => {
      const { steadyAt: _, ...old } = (await slot.current()) ?? expect.fail()
      const contentId = contentIdOf('restored')
      const made = { ...old, contentId, effectiveAt: clock.now, savedAt: clock.now, restored: 1 }
      await slot.append(made, { type: 'text', text: 'restored' })
    })
    clock.set(time.now)
    expect(await sync('phone', time.now, 'one')).toBe('existingNewer: restored')
    expect(await sync('phone', time.now + 1, 'two')).toBe('incomingNewer: two')
  })
})

describe('a clock that was behind', () => {
  test('the fresh copy of a phone stays before yesterday’s of a laptop', async () => {
    const { edit, sync, pass, time, setWrong, setRight } = hub()
    await edit('phone', 'one')
    pass(days(3))
    const yesterday = time.now - days(1)
    setWrong(-days(2))
    await edit('phone', 'fresh')
    pass(hours(1))
    setRight()
    expect(await sync('laptop', yesterday, 'stale')).toBe('existingNewer: fresh')
    pass(minutes(1))
    expect(await edit('laptop', 'newest')).toBe('incomingNewer: newest')
  })

  test('a restore then is not undone by what was there before', async () => {
    const { edit, sync, restore, pass, time, setWrong, setRight } = hub()
    await edit('phone', 'one')
    pass(days(3))
    setWrong(-days(2))
    const savedAt = time.now
    await edit('phone', 'two')
    pass(hours(1))
    await restore(1)
    pass(hours(1))
    setRight()
    expect(await sync('phone', savedAt, 'two')).toBe('existingNewer: one')
    pass(minutes(1))
    expect(await edit('phone', 'three')).toBe('incomingNewer: three')
  })
})

type Step =
  | { readonly step: 'pass'; readonly ms: number }
  | { readonly step: 'wrong'; readonly ms: number }
  | { readonly step: 'right' }
  | { readonly step: 'restore' }
  | { readonly step: 'edit'; readonly device: string; readonly late: number }

const step = fc.oneof(
  fc
    .constantFrom(seconds(1), minutes(6), hours(2), days(1))
    .map((ms): Step => ({ step: 'pass', ms })),
  fc
    .constantFrom(days(365), days(2), hours(1), -hours(1), -days(2), -days(20_000))
    .map((ms): Step => ({ step: 'wrong', ms })),
  fc.constantFrom<Step>({ step: 'right' }, { step: 'restore' }),
  // How late it is sent after it was saved.
  fc
    .tuple(fc.constantFrom('phone', 'laptop'), fc.constantFrom(0, 0, minutes(7), hours(3), days(1)))
    .map(([device, late]): Step => ({ step: 'edit', device, late })),
)
const steps = fc.array(step, { minLength: 4, maxLength: 20 })

/** Plays a life, and then sets the clock right. @returns the hub, and what its current copy is */
async function afterwards(all: readonly Step[], passed?: (clock: TestClock) => Moment) {
  const one = hub(passed)
  let count = 0
  /** The true time of each text. */
  const savedAt = new Map<string, number>()
  for (const step of all) {
    if (step.step === 'edit') {
      count += 1
      const at = one.time.now - step.late
      savedAt.set(`text ${count}`, at)
      await one.sync(step.device, at, `text ${count}`)
    } else if (step.step === 'pass') one.pass(step.ms)
    else if (step.step === 'wrong') one.setWrong(step.ms)
    else if (step.step === 'right') one.setRight()
    else if (await currentVersion(one.store, slotId)) await one.restore(1)
    one.pass(1)
  }
  one.setRight()
  return { ...one, savedAt }
}

/** Once the clock is right, what a device saves now is in use. @returns whether that holds */
async function isOpen(all: readonly Step[], passed?: (clock: TestClock) => Moment) {
  const { edit, pass } = await afterwards(all, passed)
  pass(minutes(5) + 1)
  return (await edit('phone', 'newest')).endsWith(': newest')
}

/** Once the clock is right, what was saved before the current copy does not replace it. */
async function isOrdered(all: readonly Step[], passed?: (clock: TestClock) => Moment) {
  const { store, sync, savedAt, pass } = await afterwards(all, passed)
  const current = await currentVersion(store, slotId)
  if (!current || current.restored !== undefined) return true
  const text = await store.slots.read(slotId, async (slot) => (await slot.settings(current)).text)
  pass(1)
  const older = (savedAt.get(text) ?? expect.fail()) - minutes(5) - 1
  return (await sync('tablet', older, 'stale')) === `existingNewer: ${text}`
}

describe('however often the clock of the hub was wrong, once it is right', () => {
  test('nobody is locked out', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (all) => isOpen(all)),
      { numRuns: runs },
    )
  })

  test('older copies stay older', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (all) => isOrdered(all)),
      { numRuns: runs },
    )
  })

  test('a hub that does not count the time that passes is caught by both', async () => {
    const believes = ({ now }: TestClock) => ({ now, steady: now })
    const fails = (holds: typeof isOpen) =>
      fc.check(
        fc.asyncProperty(steps, (all) => holds(all, believes)),
        { numRuns: 2_000 },
      )
    expect((await fails(isOpen)).failed).toBe(true)
    expect((await fails(isOrdered)).failed).toBe(true)
  })
})
