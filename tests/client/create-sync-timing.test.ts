import { expect, test } from 'vitest'
import { createSync, type SyncState } from '../../client/create-sync.ts'
import { minutes } from '../../server/lib/clock.ts'
import { testStart } from '../helpers/hub.ts'
import { SimulatedHub } from './simulated/hub.ts'
import { SimulatedNetwork } from './simulated/network.ts'
import { SimulatedTime } from './simulated/time.ts'

/** A device on a network where everything takes a millisecond, and what it asked of the hub. */
function deviceOn(time: SimulatedTime, hub: SimulatedHub, more = {}) {
  const network = new SimulatedNetwork(time, hub)
  network.weather = { loss: 0, silence: 0, double: 0, delayMs: 1 }
  const asked: { readonly what: string; readonly at: number }[] = []
  const states: SyncState['name'][] = []
  const stored = new Map<string, string>()
  const device = { settings: 'first', network, asked, states }
  const sync = createSync({
    ...{ hub: 'http://hub.local', key: 'sxncd_key', deviceName: 'Laptop' },
    read: () => device.settings,
    write: (settings) => {
      device.settings = settings
    },
    storage: { get: (name) => stored.get(name), set: (name, value) => stored.set(name, value) },
    onState: ({ name }) => states.push(name),
    clock: time.clockOf(0, () => true),
    fetch: (url, init) => {
      const path = new URL(String(url)).pathname.split('/').at(-1)
      asked.push({ what: `${init?.method} ${path}`, at: time.now - testStart })
      return network.fetch(url, init)
    },
    ...more,
  })
  const uploads = () => asked.filter(({ what }) => what === 'POST update').map(({ at }) => at)
  return Object.assign(device, { sync, uploads })
}

const world = () => {
  const time = new SimulatedTime(testStart, 1)
  return { time, hub: new SimulatedHub(time, 'compare') }
}

test('changes are sent together once they have come to rest, and at the latest after ten seconds', async () => {
  const { time, hub } = world()
  const device = deviceOn(time, hub)
  device.sync.start()
  await time.pass(5_000)
  device.asked.length = 0
  for (let change = 0; change < 5; change += 1) {
    device.settings = `a${change}`
    device.sync.changed()
    await time.pass(500)
  }
  await time.pass(2_000)
  expect(device.uploads()).toHaveLength(1)
  expect(device.uploads()[0]).toBeCloseTo(5_000 + 2_000 + 1_000, -1)
  expect(await hub.current()).toBe('a4')

  device.asked.length = 0
  for (let change = 0; change < 40; change += 1) {
    device.settings = `b${change}`
    device.sync.changed()
    await time.pass(500)
  }
  expect(device.uploads().length).toBe(2)
})

test('events bring changes at once; without them it looks now and then', async () => {
  const { time, hub } = world()
  const listening = deviceOn(time, hub)
  const looking = deviceOn(time, hub, { deviceName: 'Tablet', events: false })
  listening.sync.start()
  looking.sync.start()
  await time.pass(5_000)
  expect(looking.asked.some(({ what }) => what === 'GET events')).toBe(false)
  listening.settings = 'second'
  listening.sync.changed()
  await time.pass(minutes(4))
  expect(looking.settings).toBe('first')
  await time.pass(minutes(1))
  expect(looking.settings).toBe('second')
  looking.settings = 'third'
  looking.sync.changed()
  await time.pass(1_100)
  expect(listening.settings).toBe('third')
})

test('looking costs one short request, and no upload', async () => {
  const { time, hub } = world()
  const device = deviceOn(time, hub, { events: false })
  device.sync.start()
  await time.pass(minutes(6))
  device.asked.length = 0
  await time.pass(minutes(10))
  expect(device.asked.map(({ what }) => what)).toEqual(['GET settings', 'GET settings'])
})

test('offline it tries again after longer and longer waits, and then goes on by itself', async () => {
  const { time, hub } = world()
  const device = deviceOn(time, hub)
  device.network.isUp = false
  device.sync.start()
  await time.pass(minutes(10))
  expect(device.states.at(-1)).toBe('offline')
  const tries = device.asked.map(({ at }) => at)
  const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
  expect(waits[0]).toBeLessThan(2_100)
  expect(Math.max(...waits)).toBeLessThan(61_000)
  expect(tries.length).toBeLessThan(25)
  // Changes do not make it try more often.
  const before = device.asked.length
  for (let change = 0; change < 20; change += 1) {
    device.sync.changed()
    await time.pass(1_000)
  }
  expect(device.asked.length - before).toBeLessThan(3)
  device.network.isUp = true
  await time.pass(minutes(2))
  expect(device.states.at(-1)).toBe('synced')
  expect(await hub.current()).toBe('first')
})

test('a device that is sent away does not ask to pair again by itself', async () => {
  const { time, hub } = world()
  const asked: unknown[] = []
  const refuse = async (url: unknown) => {
    asked.push(url)
    return Response.json({ success: false, error: 'Denied.' }, { status: 403 })
  }
  const device = deviceOn(time, hub, { key: undefined, app: 'thunder', fetch: refuse })
  device.sync.start()
  await time.pass(minutes(20))
  expect(device.sync.state).toMatchObject({ name: 'failed', error: { message: 'Denied.' } })
  expect(asked).toHaveLength(1)
  await expect(device.sync.sync()).rejects.toThrow('Denied.')
  expect(asked).toHaveLength(2)
})

test('an app that throws where it shows the state is synced all the same', async () => {
  const { time, hub } = world()
  const onState = () => {
    throw new Error('no such element')
  }
  const device = deviceOn(time, hub, { onState })
  device.sync.start()
  await time.pass(minutes(1))
  device.settings = 'second'
  device.sync.changed()
  await time.pass(minutes(10))
  expect(await hub.current()).toBe('second')
})

test('a hub without events is not asked for them again and again', async () => {
  const { time, hub } = world()
  const device = deviceOn(time, hub)
  const real = device.network.fetch
  device.network.fetch = async (url, init) => {
    const reply = await real(url, init)
    // As React Native has it: an answer without a body to read from.
    if (String(url).includes('/events')) Object.assign(reply, { body: null })
    return reply
  }
  device.sync.start()
  await time.pass(minutes(20))
  const events = device.asked.filter(({ what }) => what === 'GET events').length
  expect(events).toBeGreaterThan(0)
  expect(events).toBeLessThan(6)
  expect(device.asked.length).toBeLessThan(30)
})
