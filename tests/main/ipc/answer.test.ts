import { expect, test } from 'vitest'
import { answerCall, mayCall } from '../../../main/ipc/answer.ts'
import { callSchemas, type Handlers } from '../../../main/ipc/schemas.ts'

/** Handlers that note how they were called. */
function noting() {
  const called: unknown[] = []
  const handlers = Object.fromEntries(
    Object.keys(callSchemas).map((name) => [
      name,
      async (...args: unknown[]) => {
        called.push([name, ...args])
        return `${name} is done`
      },
    ]),
  ) as unknown as Handlers
  return { called, handlers }
}

const link = { choice: 'c1', app: 'vimium', writeBack: true }
const hub = { url: 'http://192.168.1.9:9693', key: 'sxncd-key', pin: 'ab' }

const good: readonly (readonly [name: string, ...args: unknown[]])[] = [
  ['signInToken'],
  ['state'],
  ['setPaused', true],
  ['setStartAtLogin', false],
  ['setUpdates', true],
  ['update'],
  ['showDataFolder'],
  ['chooseFile', 'file'],
  ['chooseFile', 'folder'],
  ['findHubs'],
  ['addLink', link],
  ['addLink', { ...link, hub }],
  ['changeLink', 'l1', {}],
  ['changeLink', 'l1', { paused: true, writeBack: false }],
  ['answerLink', 'l1', false],
  ['removeLink', 'l1'],
  ['syncLink', 'l1', 'to-hub'],
  ['showLink', 'l1'],
]

test('every call gets through as it should be', async () => {
  const { called, handlers } = noting()
  for (const [name, ...args] of good) {
    expect(await answerCall(handlers, name, args)).toEqual({ ok: true, value: `${name} is done` })
  }
  expect(called).toEqual(good)
  expect(new Set(good.map(([name]) => name))).toEqual(new Set(Object.keys(callSchemas)))
})

test.each([
  [undefined],
  [null],
  ['open'],
  ['constructor'],
  ['__proto__'],
  ['toString'],
  [['state']],
  ['setPaused'],
  ['setPaused', 'true'],
  ['setPaused', true, true],
  ['signInToken', 'more'],
  ['chooseFile', '/etc/passwd'],
  ['chooseFile', ['file']],
  ['addLink', { ...link, path: '/etc/passwd' }],
  ['addLink', { ...link, choice: '' }],
  ['addLink', { ...link, hub: { ...hub, url: 'file:///etc/passwd' } }],
  ['addLink', { ...link, hub: { url: hub.url } }],
  ['addLink', { ...link, hub: { ...hub, more: 1 } }],
  ['changeLink', 'l1', { path: '/etc/passwd' }],
  ['changeLink', 'l1', { paused: 1 }],
  ['answerLink', 'l1', 'yes'],
  ['removeLink', 7],
  ['removeLink', 'x'.repeat(65)],
  ['syncLink', 'l1', 'both'],
  ['showLink', ''],
])('%j %j does not get through', async (name, ...args) => {
  const { called, handlers } = noting()
  const reply = await answerCall(handlers, name, args)
  expect(reply.ok).toBe(false)
  expect(called).toEqual([])
})

test('what goes wrong comes back as its sentence', async () => {
  const { handlers } = noting()
  const failing = {
    ...handlers,
    removeLink: async () => {
      throw new Error('There is no such link.')
    },
  }
  expect(await answerCall(failing, 'removeLink', ['l1'])).toEqual({
    ok: false,
    problem: 'There is no such link.',
  })
})

test('only the page of the hub, in the window of this program, may call', () => {
  const origin = 'http://127.0.0.1:9693'
  const caller = { url: `${origin}/apps/vimium`, isMainFrame: true, isOurWindow: true }
  expect(mayCall(caller, origin)).toBe(true)
  expect(mayCall({ ...caller, isMainFrame: false }, origin)).toBe(false)
  expect(mayCall({ ...caller, isOurWindow: false }, origin)).toBe(false)
  expect(mayCall({ ...caller, url: undefined }, origin)).toBe(false)
  for (const url of ['http://127.0.0.1:9694/', 'https://example.com/', 'file:///x', '', 'x']) {
    expect(mayCall({ ...caller, url }, origin)).toBe(false)
  }
})
