import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect } from 'vitest'
import type { FirstContact } from '../../../app-modules/manifest.ts'
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import type { Moment } from '../../../server/lib/steady-clock.ts'
import { readTimestamp } from '../../../server/lib/timestamp.ts'
import { listHistory, readVersion, restore } from '../../../server/slots/history.ts'
import { sync } from '../../../server/slots/sync.ts'
import type { SyncAnswer, SyncRequest } from '../../../server/slots/sync-request.ts'
import { IncomingSettings } from '../../../server/slots/upload.ts'
import type { SlotId, Store } from '../../../server/storage/store.ts'
import { testStart } from '../../helpers/hub.ts'
import { flatText } from '../../helpers/naive-merge.ts'
import { type Expected, type NaiveMerge, Oracle, type Sent } from '../../helpers/oracle.ts'

/*
 * Random lives of one slot: several devices with good and bad clocks sync, send again, and have
 * versions restored, while the hub's own clock goes on or jumps.
 */

export const slotId: SlotId = { accountId: 'ada', app: 'thunder' }

/** Stamps without a zone are read in this one. */
const hubZone = 'UTC+5:30'

type StampChoice =
  | { readonly from: 'fixed' | 'now' | 'far' | 'current'; readonly by: number }
  | { readonly from: 'never' }

type StampShape = 'utc' | 'offset' | 'zoneless' | 'microseconds'

export type Step =
  | {
      readonly step: 'sync'
      readonly device: string
      readonly stamp: StampChoice
      readonly shape: StampShape
      readonly text: string
      readonly asJson: boolean
    }
  | { readonly step: 'resend'; readonly device: string }
  /** Time passes. */
  | { readonly step: 'pass'; readonly by: number }
  /** The clock of the hub is set. */
  | { readonly step: 'clock'; readonly by: number }
  | { readonly step: 'restore'; readonly nth: number }
  | { readonly step: 'reopen' }

const years10 = days(3652)
const far = Date.parse('2099-01-01T00:00:00.000Z')
const never = Date.parse('1900-01-01T00:00:00.000Z')

/** Two of them are the same data in another spelling, which is other content. */
const texts = ['{"a":1}', '{"a": 1}', '[1,{"b":[]}]', 'plain', '17', '{"a":1', 'gAAAAABnvyaS0w==']

const device = fc.constantFrom('phone', 'tablet', 'laptop', 'desktop')

const stampChoice: fc.Arbitrary<StampChoice> = fc.oneof(
  fc.record({ from: fc.constant('fixed' as const), by: fc.constantFrom(0, 1, 2) }),
  fc.record({
    from: fc.constant('now' as const),
    by: fc.constantFrom(
      ...[-days(400), -hours(1), -1, 0, 1, minutes(5) - 1, minutes(5), minutes(5) + 1, hours(1)],
      ...[-years10, years10],
    ),
  }),
  fc.record({ from: fc.constant('far' as const), by: fc.constantFrom(-1, 0, 1) }),
  fc.record({ from: fc.constant('current' as const), by: fc.constantFrom(-1, 0, 1) }),
  fc.constant({ from: 'never' as const }),
)

const syncStep = (text: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.record({
    step: fc.constant('sync' as const),
    device,
    stamp: stampChoice,
    shape: fc.constantFrom<StampShape>('utc', 'offset', 'zoneless', 'microseconds'),
    text,
    asJson: fc.boolean(),
  })

const resendStep: fc.Arbitrary<Step> = fc.record({ step: fc.constant('resend' as const), device })

const clockStep: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('clock' as const),
  by: fc.constantFrom(
    ...[1, 1_000, minutes(4), minutes(6), days(1), -1, -minutes(6), years10, -years10],
  ),
})

const passStep: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('pass' as const),
  by: fc.constantFrom(1, 1_000, minutes(4), minutes(6), hours(1), days(1), days(40)),
})

const restoreStep: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('restore' as const),
  nth: fc.nat(20),
})

const lifeWith = (text: fc.Arbitrary<string>) =>
  fc.array(
    fc.oneof(
      { weight: 10, arbitrary: syncStep(text) },
      { weight: 3, arbitrary: resendStep },
      { weight: 2, arbitrary: passStep },
      { weight: 2, arbitrary: clockStep },
      { weight: 1, arbitrary: restoreStep },
      { weight: 1, arbitrary: fc.constant<Step>({ step: 'reopen' }) },
    ),
    { minLength: 1, maxLength: 24 },
  )

export const life = lifeWith(fc.constantFrom(...texts))

/** Settings that can be merged: each device changes some of three values. */
export const mergingLife = lifeWith(
  fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map(([a, b, c]) => flatText({ a, b, c })),
)

export const firstContact = fc.constantFrom<FirstContact>('adopt', 'compare')

/** A slot with its oracle: what is done to the one is done to the other, and compared. */
export class Play {
  readonly oracle: Oracle
  readonly firstContact: FirstContact
  /** The last upload of each device, which it may send again. */
  readonly lastSent = new Map<string, Sent>()
  now = testStart
  /** Passes only. */
  steady = testStart
  #store: Store
  readonly #reopen: (store: Store) => Promise<Store>

  readonly #merging: NaiveMerge | undefined

  constructor(
    store: Store,
    firstContact: FirstContact,
    reopen = async (same: Store) => same,
    merging?: NaiveMerge,
  ) {
    this.oracle = new Oracle(merging)
    this.#merging = merging
    this.#store = store
    this.firstContact = firstContact
    this.#reopen = reopen
  }

  get store(): Store {
    return this.#store
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step)
      await this.#compareHistory()
    }
    await this.#readBack()
  }

  async #take(step: Step): Promise<void> {
    switch (step.step) {
      case 'sync': {
        const type = step.asJson && isContainer(step.text) ? 'json' : 'text'
        const stamp = this.#instantOf(step.stamp)
        const sent = { device: step.device, stamp, text: step.text, type } as const
        await this.send({ ...sent, firstContact: this.firstContact }, step.shape)
        break
      }
      case 'resend': {
        const sent = this.lastSent.get(step.device)
        if (sent) await this.send(sent)
        break
      }
      case 'pass':
        this.now += step.by
        this.steady += step.by
        break
      case 'clock':
        this.now += step.by
        break
      case 'restore': {
        const count = this.oracle.kept.length
        if (count > 0) await this.restore((step.nth % count) + 1)
        break
      }
      case 'reopen':
        this.#store = await this.#reopen(this.#store)
    }
  }

  /** Sends to both, and expects the same answer. */
  async send(sent: Sent, shape: StampShape = 'utc'): Promise<Expected> {
    this.lastSent.set(sent.device, sent)
    const savedTs = print(sent.stamp, shape)
    const savedAt = readTimestamp(savedTs, hubZone)
    expect(savedAt, savedTs).toBe(sent.stamp)
    const expected = this.oracle.sync(sent, this.now, this.steady)
    const { action, data } = await send(this.#store, sent, savedTs, this, slotId, {
      merging: this.#merging,
    })
    expect({ action, data }).toEqual(expected)
    return expected
  }

  async restore(number: number): Promise<void> {
    this.oracle.restore(number, this.now, this.steady)
    await restore(this.#store, slotId, number, { now: this.now, steady: this.steady })
  }

  async #compareHistory(): Promise<void> {
    const entries = await listHistory(this.#store, slotId)
    const expected = this.oracle.kept.map((one, index) => ({
      number: index + 1,
      stamp: one.stamp,
      applied: one.applied,
      type: one.type,
      restored: one.restored,
      conflict: one.conflict,
      merged: one.merged && { conflict: one.merged, choices: one.choices, by: 'hub' },
      current: one === this.oracle.current,
    }))
    const found = entries.reverse().map(({ version, current }) => ({
      number: version.number,
      stamp: version.savedAt,
      applied: version.applied,
      type: version.type,
      restored: version.restored,
      conflict: version.conflict,
      merged: version.merged,
      current,
    }))
    expect(found).toEqual(expected)
  }

  /** Nothing is ever lost: every content that was ever sent stands in the history. */
  async #readBack(): Promise<void> {
    const found: string[] = []
    for (const [index] of this.oracle.kept.entries()) {
      const { settings } = await readVersion(this.#store, slotId, index + 1)
      found.push(settings.text)
    }
    expect(found).toEqual(this.oracle.kept.map(({ text }) => text))
    for (const { text } of this.lastSent.values()) expect(found).toContain(text)
  }

  #instantOf(choice: StampChoice): number {
    switch (choice.from) {
      case 'never':
        return never
      case 'fixed':
        return testStart - hours(1) + choice.by
      case 'now':
        return this.now + choice.by
      case 'far':
        return far + choice.by
      case 'current':
        return (this.oracle.current?.stamp ?? this.now) + choice.by
    }
  }
}

/** Sends one upload to a store, as the route does. */
export function send(
  store: Store,
  sent: Sent,
  savedTs: string,
  { now, steady }: Moment,
  id: SlotId = slotId,
  rules: Pick<SyncRequest, 'merging' | 'same' | 'perDevice'> = {},
): Promise<SyncAnswer> {
  const { device: deviceName, stamp: savedAt, text, type, firstContact } = sent
  const settings = new IncomingSettings(type, text, type === 'json' ? text : JSON.stringify(text))
  const request = { ...id, keyId: 'k-1', firstContact, deviceName, savedTs, savedAt, settings }
  return sync(store, { ...request, ...rules }, { now, steady })
}

const isContainer = (text: string) => /^[{[].*[}\]]$/.test(text)

function print(instant: number, shape: StampShape): string {
  const utc = DateTime.fromMillis(instant, { zone: 'utc' })
  switch (shape) {
    case 'utc':
      return utc.toISO() ?? ''
    case 'offset':
      return utc.setZone('UTC-3:30').toISO() ?? ''
    case 'zoneless':
      return utc.setZone(hubZone).toISO({ includeOffset: false }) ?? ''
    case 'microseconds':
      return `${utc.setZone(hubZone).toISO({ includeOffset: false })}999`
  }
}
