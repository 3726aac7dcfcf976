import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, hours, minutes } from '../../server/lib/clock.ts'
import { scaled } from '../faults/scale.ts'
import { testStart } from '../helpers/hub.ts'
import { type DeviceKind, SimulatedDevice } from './simulated/device.ts'
import { SimulatedHub } from './simulated/hub.ts'
import { calm, type Weather } from './simulated/network.ts'
import { SimulatedTime } from './simulated/time.ts'

/*
 * Random lives of some devices that share their settings: persons edit, programs crash at any point,
 * networks lose, double, delay and reorder. Whatever happened: once all are quiet and online, all
 * devices hold the same, and nothing that a person had entered was written over without the hub having it.
 */

type Step =
  | { readonly step: 'edit'; readonly who: number }
  | { readonly step: 'undo' | 'go' | 'come'; readonly who: number }
  | { readonly step: 'crash'; readonly who: number; readonly memory: 'kept' | 'older' | 'gone' }
  | { readonly step: 'pass'; readonly ms: number }
  | { readonly step: 'restore'; readonly nth: number }

const who = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.constant('edit' as const), who }) },
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat(50), fc.nat(3_000), fc.nat(minutes(10))),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('crash' as const),
      who,
      memory: fc.constantFrom('kept', 'kept', 'older', 'gone'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constantFrom('undo', 'go', 'come'), who }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restore' as const), nth: fc.nat(9) }) },
)

const kind: fc.Arbitrary<Omit<DeviceKind, 'name'>> = fc.record({
  skew: fc.constantFrom(0, 0, 7, -minutes(4), hours(2), -hours(2), days(4_000), -days(400)),
  lastSaved: fc.constantFrom('unknown', 'edited', 'written'),
  comparesAndSwaps: fc.boolean(),
  onConflict: fc.constantFrom('newer', 'ours', 'theirs', 'merge'),
})

const weather: fc.Arbitrary<Weather> = fc.record({
  loss: fc.constantFrom(0, 0.1, 0.3),
  silence: fc.constantFrom(0, 0.5),
  double: fc.constantFrom(0, 0.2),
  delayMs: fc.constantFrom(10, 2_000),
})

const life = fc.record({
  seed: fc.integer(),
  kinds: fc.array(kind, { minLength: 2, maxLength: 4 }),
  weather,
  firstContact: fc.constantFrom('adopt' as const, 'compare' as const),
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
})

type Life = typeof life extends fc.Arbitrary<infer L> ? L : never

async function live({ seed, kinds, weather, firstContact, steps }: Life, keepsLosers = true) {
  const time = new SimulatedTime(testStart, seed)
  const hub = new SimulatedHub(time, firstContact, keepsLosers)
  const devices = kinds.map(
    (kind, at) => new SimulatedDevice({ ...kind, name: `device ${at}` }, time, hub),
  )
  for (const { network } of devices) network.weather = weather
  let words = 0
  for (const one of steps) {
    const device = devices['who' in one ? one.who % devices.length : 0] as SimulatedDevice
    if (one.step === 'edit') {
      words += 1
      device.edit(`w${words}`)
    } else if (one.step === 'crash') device.crash(one.memory)
    else if (one.step === 'undo') device.undo()
    else if (one.step === 'go') device.network.isUp = false
    else if (one.step === 'come') device.network.isUp = true
    else if (one.step === 'restore') await hub.restore(one.nth)
    else if (one.step === 'pass') await time.pass(one.ms)
  }
  for (const { network } of devices) {
    network.weather = calm
    network.isUp = true
  }
  // Long enough for the longest wait between two tries, persons who decide, and two looks without a reason.
  await time.pass(minutes(30))
  return { hub, devices, words }
}

const patience = { timeout: scaled(120_000, 3_600_000) }

test('devices converge, and lose nothing that was entered', patience, async () => {
  let conflicts = 0
  await fc.assert(
    fc.asyncProperty(life, async (one) => {
      const { hub, devices } = await live(one)
      const current = await hub.current()
      expect(devices.map(({ settings }) => settings)).toEqual(devices.map(() => current))
      const troubled = devices.filter(({ sync: { state } }) => 'error' in state)
      expect(troubled.map(({ sync }) => sync.state)).toEqual([])
      expect(devices.flatMap(({ lost }) => lost)).toEqual([])
      conflicts += devices.flatMap((device) => device.conflicts).length
    }),
    { numRuns: scaled(150, 3_000) },
  )
  expect(conflicts).toBeGreaterThan(20)
})

test(
  'where devices merge, nothing that anybody entered is missing in the end',
  patience,
  async () => {
    const merging = life.map((one) => ({
      ...one,
      kinds: one.kinds.map((kind) => ({ ...kind, onConflict: 'merge' as const })),
      // Who brings back old settings wants the newer ones gone; and a device without a memory cannot tell
      // what is new.
      steps: one.steps
        .filter(({ step }) => step !== 'restore' && step !== 'undo')
        .map((step) => (step.step === 'crash' ? { ...step, memory: 'kept' as const } : step)),
    }))
    await fc.assert(
      fc.asyncProperty(merging, async (one) => {
        const { hub, words } = await live(one)
        const found = new Set((await hub.current())?.split(' '))
        const missing = Array.from({ length: words }, (_, at) => `w${at + 1}`)
        expect(missing.filter((word) => !found.has(word))).toEqual([])
      }),
      { numRuns: scaled(150, 3_000) },
    )
  },
)

test('a hub that forgets what loses is caught', async () => {
  let lost = 0
  await fc.assert(
    fc.asyncProperty(life, async (one) => {
      const { devices } = await live(one, false)
      lost += devices.flatMap((device) => device.lost).length
    }),
    { numRuns: 40 },
  )
  expect(lost).toBeGreaterThan(0)
})
