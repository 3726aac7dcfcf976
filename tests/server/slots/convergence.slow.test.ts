import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergingFor } from '../../../server/api/merging.ts'
import { days, hours, isoTime, minutes } from '../../../server/lib/clock.ts'
import { listHistory } from '../../../server/slots/history.ts'
import type { Merging } from '../../../server/slots/parting.ts'
import type { SlotWriter, Store } from '../../../server/storage/store.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { TestClock } from '../../helpers/moment.ts'
import { testModule } from '../../helpers/test-module.ts'
import { send, slotId } from './play.ts'

/*
 * Devices that edit and sync in any order, with lost answers, wrong clocks and a hub that is killed
 * in between, where changes are merged: whatever happened, they agree once all have synced twice.
 */

type Settings = Record<string, number | Record<string, number>[]>

type Step =
  | { readonly kind: 'edit'; readonly device: number; readonly value: number }
  /** Changes what another device changes too. */
  | { readonly kind: 'touch'; readonly device: number; readonly value: number }
  | { readonly kind: 'add'; readonly device: number; readonly value: number }
  /** `lost`: the hub has stored it, and the answer does not arrive. `killed`: the hub ends in between. */
  | {
      readonly kind: 'sync'
      readonly device: number
      readonly fate: 'answered' | 'lost' | 'killed'
      readonly saves: boolean
    }
  | { readonly kind: 'pass'; readonly by: number }
  | { readonly kind: 'clock'; readonly by: number }

const step = (devices: number): fc.Arbitrary<Step> => {
  const device = fc.nat(devices - 1)
  const value = fc.integer({ min: 1, max: 1_000_000 })
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), device, value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('touch' as const), device, value }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), device, value }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('sync' as const),
        device,
        fate: fc.constantFrom(...(['answered', 'answered', 'answered', 'lost', 'killed'] as const)),
        saves: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        by: fc.constantFrom(1_000, minutes(6), days(1)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('clock' as const),
        by: fc.constantFrom(minutes(4), -minutes(6), days(400), -days(400)),
      }),
    },
  )
}

const offset = fc.constantFrom(0, 0, 0, minutes(3), hours(2), -hours(2), days(4_000), -days(4_000))

const life = fc.integer({ min: 2, max: 5 }).chain((devices) =>
  fc.record({
    offsets: fc.array(offset, { minLength: devices, maxLength: devices }),
    steps: fc.array(step(devices), { maxLength: 40 }),
    last: fc.shuffledSubarray(
      Array.from({ length: devices }, (_, index) => index),
      { minLength: devices },
    ),
  }),
)

/** A device: what it has now, and when it was last saved by its own clock. */
interface Device {
  readonly name: string
  readonly offset: number
  text: string
  savedAt: number
  /** Something was changed since it last took an answer. */
  changed: boolean
}

const merging = mergingFor(testModule, { apps: { [testModule.type]: { merge: true } } }, 1e7)

class World {
  readonly clock = new TestClock(testStart)
  readonly store: Store = memoryStore()
  readonly devices: Device[]
  readonly #merging: Merging | undefined
  readonly #same = merging.same
  /** The newest value of each device's own setting that it has sent, and the items it has added. */
  readonly sentValues = new Map<string, number>()
  readonly sentItems = new Set<number>()

  constructor(offsets: readonly number[], rules: Merging | undefined = merging.merging) {
    this.#merging = rules
    const first: Settings = { shared: 0, items: [] }
    for (const [index] of offsets.entries()) first[`own${index}`] = 0
    this.devices = offsets.map((offset, index) => ({
      name: `device ${index}`,
      offset,
      text: JSON.stringify(first),
      savedAt: testStart - hours(1) + offset,
      changed: false,
    }))
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'pass') return this.clock.pass(step.by)
    if (step.kind === 'clock') return this.clock.set(this.clock.now + step.by)
    const device = this.devices[step.device] as Device
    if (step.kind === 'sync') {
      if (step.saves) this.#save(device)
      return this.sync(device, step.fate)
    }
    const settings: Settings = JSON.parse(device.text)
    if (step.kind === 'edit') settings[`own${step.device}`] = step.value
    else if (step.kind === 'touch') settings.shared = step.value
    else {
      const items = settings.items as Record<string, number>[]
      const id = 10 * step.value + step.device
      if (items.some((item) => item.id === id)) return
      items.push({ id })
    }
    device.text = JSON.stringify(settings)
    device.changed = true
    this.#save(device)
  }

  #save(device: Device): void {
    this.clock.pass(1_000)
    device.savedAt = this.clock.steady + device.offset
  }

  async sync(device: Device, fate: 'answered' | 'lost' | 'killed' = 'answered'): Promise<void> {
    this.clock.pass(10)
    const { name, text, savedAt: stamp } = device
    const sent = { device: name, stamp, text, type: 'text', firstContact: 'compare' } as const
    const store = fate === 'killed' ? killedAfterFirst(this.store) : this.store
    const rules = { merging: this.#merging, same: this.#same }
    const answer = await send(store, sent, isoTime(stamp), this.clock, slotId, rules).catch(
      (error) => {
        if (error !== killed) throw error
        return undefined
      },
    )
    if (!answer) return
    const settings: Settings = JSON.parse(text)
    const own = `own${name.at(-1)}`
    this.sentValues.set(own, settings[own] as number)
    for (const { id } of settings.items as { id: number }[]) this.sentItems.add(id)
    if (fate === 'lost') return
    device.text = JSON.parse(answer.data)
    device.changed = false
  }
}

const killed = new Error('killed')

const others = [
  ...(['current', 'versions', 'version', 'firstWith', 'firstUploaded', 'settings'] as const),
  ...(['device', 'devices', 'dismissed', 'putDevice', 'noteKeyUse', 'remove'] as const),
]
const bound = (method: (...args: never[]) => unknown, slot: SlotWriter) => method.bind(slot)

/** The hub is killed once one version is on the disk, before there is another or an answer. */
function killedAfterFirst(store: Store): Store {
  const update: Store['slots']['update'] = (id, work) =>
    store.slots.update(id, (slot) => {
      const dying: SlotWriter = Object.create(slot, {
        append: {
          value: async (...args: Parameters<SlotWriter['append']>) => {
            const { number, deviceName } = await slot.append(...args)
            // The next hub reads off the versions what its devices have sent.
            const device = await slot.device(deviceName)
            const current = await slot.current()
            const read = { name: deviceName, keyId: '', firstSeenAt: 0, lastSeenAt: 0 }
            const holds = current?.number ?? 0
            await slot.putDevice({ ...(device ?? read), holds, sent: number }, 'now')
            throw killed
          },
        },
        ...Object.fromEntries(
          [...others].map((name) => [name, { value: bound(slot[name], slot) }]),
        ),
        count: { get: () => slot.count },
      })
      return work(dying)
    })
  return { ...store, slots: { ...store.slots, update } }
}

/** Devices with good clocks, which the hub has seen: a first contact never merges. */
async function acquainted(offsets: readonly number[], rules?: Merging): Promise<World> {
  const world = new World(
    offsets.map(() => 0),
    rules,
  )
  for (const device of world.devices) await world.sync(device)
  return world
}

async function agree(world: World, last: readonly number[]): Promise<string[]> {
  for (let round = 0; round < 2; round += 1) {
    for (const index of last) await world.sync(world.devices[index] as Device)
  }
  return [...new Set(world.devices.map(({ text }) => text))]
}

/** Takes the newer copy for the base. */
const forgetful: Merging['merge'] = (_, mine, theirs, newer) =>
  merging.merging?.merge(newer === 'mine' ? mine : theirs, mine, theirs, newer)

const runs = Number(process.env.CONVERGENCE_RUNS ?? 0) || scaled(500, 100_000)

describe('devices of a hub that merges', { timeout: 7_200_000 }, () => {
  test('hold the same once all have synced twice', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ offsets, steps, last }) => {
        const world = new World(offsets)
        for (const one of steps) await world.take(one)
        expect(await agree(world, last)).toHaveLength(1)
        const entries = await listHistory(world.store, slotId)
        expect(entries.filter(({ current }) => current)).toHaveLength(1)
      }),
      { numRuns: runs },
    )
    figure('merging: lives of 2 to 5 devices that agree in the end', runs, 0)
  })

  test('lose nothing that one of them has changed and sent, while their clocks are right', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ offsets, steps, last }) => {
        const world = await acquainted(offsets)
        for (const one of steps) if (one.kind !== 'clock') await world.take(one)
        const [text = ''] = await agree(world, last)
        const settings: Settings = JSON.parse(text)
        const ids = (settings.items as { id: number }[]).map(({ id }) => id)
        expect(new Set(ids)).toEqual(world.sentItems)
        for (const [own, value] of world.sentValues)
          expect([own, settings[own]]).toEqual([own, value])
      }),
      { numRuns: runs },
    )
    figure('merging: lives in which every change of every device is there in the end', runs, 0)
  })

  test.each([
    ['does not know that an answer was lost', { missed: () => false }],
    ['forgets what both had', { merge: forgetful }],
  ])('a hub that %s is caught', async (_, mutant) => {
    const property = fc.asyncProperty(life, async ({ offsets, steps, last }) => {
      const rules = { ...(merging.merging as Merging), ...mutant }
      const world = await acquainted(offsets, rules)
      for (const one of steps) if (one.kind !== 'clock') await world.take(one)
      const [text = ''] = await agree(world, last)
      const settings: Settings = JSON.parse(text)
      for (const [own, value] of world.sentValues) expect(settings[own]).toBe(value)
    })
    const { failed } = await fc.check(property, { numRuns: 3_000, endOnFailure: true })
    expect(failed).toBe(true)
  })
})
