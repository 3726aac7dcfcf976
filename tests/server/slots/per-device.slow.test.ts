import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergingFor } from '../../../server/api/merging.ts'
import { isoTime } from '../../../server/lib/clock.ts'
import { listHistory, readCurrent, restore } from '../../../server/slots/history.ts'
import { ownOf, type PerDevice } from '../../../server/slots/per-device.ts'
import type { SyncRequest } from '../../../server/slots/sync-request.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { TestClock } from '../../helpers/moment.ts'
import { testModule } from '../../helpers/test-module.ts'
import { send, slotId } from './play.ts'

/*
 * Devices that edit what they share and what stays on each, and sync in any order, with lost
 * answers and restores. Whatever happens, none gets a value that stays on another.
 */

const paths = ['/own', '/window/width', '/items/*/place']

interface Settings {
  shared: number
  own?: number
  window: { width?: number; theme: number }
  items: { id: number; name: number; place?: string }[]
}

type Step =
  | {
      readonly do: 'own' | 'width' | 'place' | 'share' | 'theme' | 'add' | 'name' | 'drop' | 'unset'
      readonly by: number
    }
  | { readonly do: 'sync' | 'lost'; readonly by: number }
  | { readonly do: 'restore'; readonly by: number }

const edits = ['own', 'width', 'place', 'share', 'theme', 'add', 'name', 'drop', 'unset'] as const
const by = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...edits), by }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lost' as const), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), by }) },
)
const life = fc.record({ steps: fc.array(step, { maxLength: 40 }), merge: fc.boolean() })

type Rules = Pick<SyncRequest, 'merging' | 'same' | 'perDevice'>
const rulesOf = (merge: boolean): Rules =>
  mergingFor(testModule, { apps: { [testModule.type]: { merge, perDevice: paths } } }, 1e7)
const { perDevice } = rulesOf(false) as { perDevice: PerDevice }
const sharedOf = (text: string) => perDevice.split(text)?.shared

class Device {
  readonly name: string
  text: string
  savedAt = testStart
  /** It has edited nothing shared since it took an answer, and it has one. */
  isClean = false
  value: number

  constructor(index: number) {
    this.name = `device ${index}`
    this.value = 1_000 * (index + 1)
    const settings: Settings = {
      shared: 0,
      own: this.value,
      window: { width: this.value, theme: 0 },
      items: [{ id: 0, name: 0, place: this.name }],
    }
    this.text = JSON.stringify(settings)
  }

  edit(what: Step['do'], now: number): void {
    const settings: Settings = JSON.parse(this.text)
    const [item] = settings.items
    this.value += 1
    const { value } = this
    if (what === 'own') settings.own = value
    else if (what === 'unset') delete settings.own
    else if (what === 'width') settings.window.width = value
    else if (what === 'place') {
      if (item) item.place = `${this.name} ${value}`
    } else {
      this.isClean = false
      if (what === 'share') settings.shared = value
      else if (what === 'theme') settings.window.theme = value
      else if (what === 'name' && item) item.name = value
      else if (what === 'drop') settings.items.pop()
      else settings.items.push({ id: value, name: value, place: `${this.name} ${value}` })
    }
    this.text = JSON.stringify(settings)
    this.savedAt = now
  }
}

/** What a device had of its own must be there in its answer, wherever the object still is. */
function expectOwn(sent: string, answered: string): void {
  const [had, has]: Settings[] = [JSON.parse(sent), JSON.parse(answered)]
  expect(has?.own).toBe(had?.own)
  expect(has?.window.width).toBe(had?.window.width)
  for (const { id, place } of had?.items ?? []) {
    const item = has?.items.find((one) => one.id === id)
    if (item) expect(item.place).toBe(place)
  }
}

class World {
  readonly clock = new TestClock(testStart)
  readonly store = memoryStore()
  readonly devices = [0, 1, 2].map((index) => new Device(index))
  readonly #rules: Rules

  constructor(rules: Rules) {
    this.#rules = rules
  }

  async take(one: Step): Promise<void> {
    this.clock.pass(1_000)
    const device = this.devices[one.by] as Device
    if (one.do === 'restore') {
      const versions = await listHistory(this.store, slotId)
      const { number } = versions.at(one.by)?.version ?? {}
      if (number !== undefined) await restore(this.store, slotId, number, this.clock)
    } else if (one.do === 'sync' || one.do === 'lost') await this.sync(device, one.do === 'lost')
    else device.edit(one.do, this.clock.now)
  }

  async sync(device: Device, isLost = false): Promise<void> {
    const { name, text, savedAt } = device
    const sent = {
      device: name,
      stamp: savedAt,
      text,
      type: 'json',
      firstContact: 'compare',
    } as const
    const post = () => send(this.store, sent, isoTime(savedAt), this.clock, slotId, this.#rules)
    const before = await listHistory(this.store, slotId)
    const answer = await post()
    const after = await listHistory(this.store, slotId)
    expectOwn(text, answer.data)
    const { settings } = await readCurrent(this.store, slotId)
    expect(sharedOf(answer.data)).toBe(sharedOf(settings.text))
    if (sharedOf(text) === sharedOf(answer.data)) expect(answer.data).toBe(text)
    if (device.isClean) {
      expect(after).toEqual(before)
      expect(['none', 'existingNewer']).toContain(answer.action)
    }
    // The reading device is known by its name: it gets the same.
    const own = await ownOf(this.store, slotId, perDevice, name)
    expectOwn(text, perDevice.fill(settings.text, own))
    const again = await post()
    expect(again.data).toBe(answer.data)
    expect(await listHistory(this.store, slotId)).toHaveLength(after.length)
    if (isLost) {
      device.isClean = false
      return
    }
    device.text = answer.data
    device.isClean = true
  }
}

async function live({ steps }: { steps: readonly Step[] }, rules: Rules): Promise<World> {
  const world = new World(rules)
  for (const one of steps) await world.take(one)
  for (const device of [...world.devices, ...world.devices]) await world.sync(device)
  return world
}

const runs = Number(process.env.CONVERGENCE_RUNS ?? 0) || scaled(300, 50_000)

describe('what stays on each device', { timeout: 7_200_000 }, () => {
  test('is its own in every answer, makes no version, and all the rest agrees in the end', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ steps, merge }) => {
        const world = await live({ steps }, rulesOf(merge))
        expect(new Set(world.devices.map(({ text }) => sharedOf(text))).size).toBe(1)
      }),
      { numRuns: runs },
    )
    figure('lives of devices with settings that stay on each of them', runs, 0)
  })

  test('makes no version, no conflict and no alarm where nothing else is changed', async () => {
    const only = fc.array(
      fc.record({ do: fc.constantFrom('own', 'width', 'place', 'unset', 'sync', 'lost'), by }),
    ) as fc.Arbitrary<Step[]>
    await fc.assert(
      fc.asyncProperty(only, fc.boolean(), async (steps, merge) => {
        const world = await live({ steps }, rulesOf(merge))
        const entries = await listHistory(world.store, slotId)
        expect(entries).toHaveLength(1)
        expect(entries[0]).toMatchObject({ flagged: undefined, conflict: undefined })
      }),
      { numRuns: runs },
    )
  })

  const rules = rulesOf(true)
  test.each<[string, PerDevice]>([
    ['answers with what is current as it is', { ...perDevice, fill: (text) => text }],
    [
      'compares everything',
      { ...perDevice, split: (text) => ({ shared: text, own: perDevice.split(text)?.own ?? [] }) },
    ],
  ])('a hub that %s is found out', async (_, wrong) => {
    const found = await fc.check(
      fc.asyncProperty(life, async ({ steps }) => {
        await live({ steps }, { ...rules, perDevice: wrong })
      }),
      { numRuns: 300, endOnFailure: true },
    )
    expect(found.failed).toBe(true)
  })
})
