import { expect, test, vi } from 'vitest'
import type { DesktopState } from '../../main/bridge.ts'
import { comesBack } from '../../renderer/features/backups/restart.ts'
import { addressOf, hubOf, isWhole, thisHub } from '../../renderer/features/links/hub-wish.ts'
import { fileName, folderOf, otherHub } from '../../renderer/features/links/link-state.ts'
import { asked, createDesktopStore } from '../../renderer/state/desktop.ts'

const state = (more: Partial<DesktopState> = {}): DesktopState => ({
  tray: true,
  paused: false,
  startAtLogin: { on: false, possible: true },
  updates: { on: true, step: 'none' },
  dataFolder: '/data',
  links: [],
  ...more,
})

/** A program whose answer to `state()` the test gives when it likes. */
function program() {
  const answer = Promise.withResolvers<DesktopState>()
  const hearers = new Set<(state: DesktopState) => void>()
  const bridge = {
    state: vi.fn(() => answer.promise),
    onState: (listener: (state: DesktopState) => void) => {
      hearers.add(listener)
      return () => hearers.delete(listener)
    },
  }
  return {
    bridge,
    answer,
    hearers,
    tell(told: DesktopState) {
      for (const hear of hearers) hear(told)
    },
  }
}

test('the state of the program is asked for once and then told', async () => {
  const { bridge, answer, tell } = program()
  const store = createDesktopStore(bridge)
  const listener = vi.fn()
  store.subscribe(listener)
  store.subscribe(() => {})
  expect(bridge.state).toHaveBeenCalledTimes(1)
  answer.resolve(state())
  await vi.waitFor(() => expect(store.get().state?.paused).toBe(false))
  tell(state({ paused: true }))
  expect(store.get().state?.paused).toBe(true)
  expect(listener).toHaveBeenCalledTimes(2)
})

test('an answer that was overtaken by news is dropped', async () => {
  const { bridge, answer, tell } = program()
  const store = createDesktopStore(bridge)
  store.subscribe(() => {})
  tell(state({ paused: true }))
  answer.resolve(state())
  await answer.promise
  await Promise.resolve()
  expect(store.get().state?.paused).toBe(true)
})

test('nobody listens to the program once nobody looks; a failure is kept in its words', async () => {
  const { bridge, answer, hearers } = program()
  const store = createDesktopStore(bridge)
  const stop = store.subscribe(() => {})
  answer.reject(new Error('The program is busy.'))
  await vi.waitFor(() => expect(store.get().problem?.message).toBe('The program is busy.'))
  stop()
  expect(hearers.size).toBe(0)
})

test('what the program cannot do is an error with its own sentence', async () => {
  await expect(asked(Promise.reject(new Error('Choose the file again.')))).rejects.toMatchObject({
    code: 'program',
    message: 'Choose the file again.',
  })
})

test.each([
  ['192.168.1.20:9693', 'http://192.168.1.20:9693'],
  [' https://hub.example.org/ ', 'https://hub.example.org/'],
  ['attic.local', 'http://attic.local'],
  ['', undefined],
  ['two words', undefined],
  ['file:///etc/passwd', undefined],
  ['http://', undefined],
])('the address %j is %j', (typed, address) => expect(addressOf(typed)).toBe(address))

test('another hub needs an address and a key; this one nothing', () => {
  expect(hubOf({ ...thisHub, url: 'http://old' })).toEqual({})
  expect(isWhole(thisHub)).toBe(true)
  const other = { ...thisHub, kind: 'other' as const, url: 'attic.local:9693' }
  expect(isWhole(other)).toBe(false)
  expect(isWhole({ ...other, key: ' k ' })).toBe(true)
  expect(hubOf({ ...other, key: ' k ', pin: ' ' })).toEqual({
    hub: { url: 'http://attic.local:9693', key: 'k' },
  })
  expect(hubOf({ ...other, key: 'k', pin: 'ab' })).toMatchObject({ hub: { pin: 'ab' } })
})

test.each([
  ['/home/ada/a.json', 'a.json', '/home/ada'],
  ['C:\\Users\\Ada\\a.json', 'a.json', 'C:\\Users\\Ada'],
  ['/exports/', 'exports', '/'],
  ['a.json', 'a.json', ''],
])('%s is %s in %s', (path, name, folder) => {
  expect([fileName(path), folderOf(path)]).toEqual([name, folder])
})

test('another hub is named by its name, else by its host', () => {
  const other = { kind: 'other' as const, url: 'http://192.168.1.7:9693' }
  expect(otherHub({ hub: { kind: 'this' } })).toBeUndefined()
  expect(otherHub({ hub: { ...other, name: 'Attic' } })).toBe('Attic')
  expect(otherHub({ hub: other })).toBe('192.168.1.7:9693')
})

/** Time that passes only by waiting. `up` says when the hub answers. */
function restart(up: (now: number) => boolean) {
  let now = 0
  const ask = vi.fn(async () => {
    if (!up(now)) throw new Error('gone')
  })
  const wait = async (ms: number) => {
    now += ms
  }
  return { now: () => now, ask, wait }
}

test('a restart is over once the hub was gone and answers again', async () => {
  const parts = restart((now) => now < 1_000 || now > 4_000)
  expect(await comesBack(parts)).toBe(true)
  expect(parts.now()).toBe(4_250)
})

test('a hub that was never seen gone is believed after a while', async () => {
  const parts = restart(() => true)
  expect(await comesBack(parts)).toBe(true)
  expect(parts.now()).toBeGreaterThan(5_000)
})

test('a hub that stays away is given up', async () => {
  expect(await comesBack(restart(() => false))).toBe(false)
})
