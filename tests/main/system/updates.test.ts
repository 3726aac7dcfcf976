import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import type { UpdateState } from '../../../main/bridge.ts'
import { createUpdates, type Updater } from '../../../main/system/updates.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

/** An updater as a test wants it to be. */
class StandIn extends EventEmitter implements Updater {
  autoDownload = false
  autoInstallOnAppQuit = false
  looked = 0
  onInstall = () => {}
  found = async () => {}
  checkForUpdates() {
    this.looked += 1
    return this.found()
  }
  quitAndInstall() {
    this.onInstall()
  }
}

function setUp(on = true) {
  const updater = new StandIn()
  const states: UpdateState[] = []
  let loads = 0
  const order: string[] = []
  updater.onInstall = () => order.push('install')
  const updates = createUpdates({
    on,
    load: async () => {
      loads += 1
      return updater
    },
    beforeRestart: async () => void order.push('end'),
    startAgain: () => void order.push('start again'),
    onState: (state) => void states.push(state),
    onError: () => {},
  })
  return { order, updates, updater, states, loads: () => loads, last: () => states.at(-1) }
}

test('it looks by itself after a minute and then once a day, and loads nothing before', async () => {
  const { updater, loads } = setUp()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(loads()).toBe(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(updater.looked).toBe(1)
  updater.emit('update-not-available', { version: '1.0.0' })
  await vi.advanceTimersByTimeAsync(24 * 3_600_000)
  expect([updater.looked, loads()]).toEqual([2, 1])
})

test('switched off it looks only when asked, and loads nothing by itself', async () => {
  const { updates, updater, loads, last } = setUp(false)
  await vi.advanceTimersByTimeAsync(48 * 3_600_000)
  expect(loads()).toBe(0)
  await updates.update()
  expect(updater.looked).toBe(1)
  updater.emit('update-not-available', { version: '1.0.0' })
  expect(last()).toEqual({ on: false, step: 'none' })
  updates.set(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(updater.looked).toBe(2)
})

test('a new version is downloaded, then waits for the person', async () => {
  const { updates, updater, last, order } = setUp()
  const looking = updates.update()
  expect(last()?.step).toBe('looking')
  await looking
  updater.emit('update-available', { version: '2.0.0' })
  expect(last()).toEqual({ on: true, step: 'downloading', version: '2.0.0' })
  await updates.update()
  expect(updater.looked).toBe(1)
  updater.emit('update-downloaded', { version: '2.0.0' })
  expect(last()).toEqual({ on: true, step: 'ready', version: '2.0.0' })
  await vi.advanceTimersByTimeAsync(25 * 3_600_000)
  expect([updater.looked, order]).toEqual([1, []])
  await updates.update()
  expect(order).toEqual(['end', 'install'])
  updater.emit('error', new Error('no installer'))
  expect(order).toEqual(['end', 'install', 'start again'])
})

test('a failure is told in a line, and can be tried again', async () => {
  const { updates, updater, last } = setUp()
  updater.found = () => Promise.reject(new Error('no network\n    at something'))
  await updates.update()
  expect(last()).toEqual({ on: true, step: 'failed', problem: 'no network' })
  updater.found = async () => {}
  await updates.update()
  expect(updater.looked).toBe(2)
})

test('where there are no updates, it says so and does nothing', async () => {
  const states: UpdateState[] = []
  const onState = (state: UpdateState) => void states.push(state)
  const nothing = { onError: () => {}, beforeRestart: async () => {}, startAgain: () => {} }
  const updates = createUpdates({ load: undefined, on: true, onState, ...nothing })
  await updates.update()
  await vi.advanceTimersByTimeAsync(48 * 3_600_000)
  expect(states).toEqual([{ on: true, step: 'not-possible' }])
})

test('nothing is looked for once the program ends', async () => {
  const { updates, loads } = setUp()
  updates.close()
  await vi.advanceTimersByTimeAsync(48 * 3_600_000)
  expect(loads()).toBe(0)
})
