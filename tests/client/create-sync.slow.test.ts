import { expect, onTestFinished, test } from 'vitest'
import { type CreateSyncOptions, createSync, type SyncState } from '../../client/create-sync.ts'
import { readPairingLink } from '../../client/pairing-link.ts'
import type { Conflict } from '../../client/sync-round.ts'
import { ownerBrowser } from '../helpers/browser.ts'
import { keyFor, post, testHub, testStart } from '../helpers/hub.ts'

/** An app with its settings, and what its sync told it. */
function appOn(options: Partial<CreateSyncOptions> & Pick<CreateSyncOptions, 'hub'>) {
  const app = {
    settings: undefined as string | undefined,
    savedAt: undefined as Date | undefined,
    stored: new Map<string, string>(),
    states: [] as SyncState[],
    conflicts: [] as Conflict[],
  }
  const sync = createSync({
    deviceName: 'Laptop',
    read: () => app.settings,
    write: (settings) => {
      app.settings = settings
    },
    lastSaved: () => app.savedAt,
    storage: {
      get: (name) => app.stored.get(name),
      set: (name, value) => void app.stored.set(name, value),
    },
    onState: (state) => app.states.push(state),
    onConflict: (conflict) => {
      app.conflicts.push(conflict)
      return undefined
    },
    ...options,
  })
  onTestFinished(() => sync.stop())
  const edit = (settings: string, at: number) => {
    app.settings = settings
    app.savedAt = new Date(at)
  }
  return Object.assign(app, { sync, edit })
}

const at = (minute: number) => testStart + minute * 60_000

async function prepared(app = 'thunder') {
  const { hub, clock } = await testHub()
  const own = { hub: await hub.listen(), key: await keyFor(hub, app) }
  const other = (settings: string, minute: number) =>
    post(hub, own.key, {
      deviceName: 'Pixel',
      savedTs: new Date(at(minute)).toISOString(),
      settings,
    })
  const history = async () => {
    const headers = { authorization: own.key }
    const reply = await hub.app.inject({ url: '/api/v1/sync/history', headers })
    return reply.json().versions as { deviceName: string; applied: boolean; savedTs: string }[]
  }
  return { hub, clock, own, other, history }
}

test('a new installation takes what the hub has, though it has settings of its own', async () => {
  const { own, other } = await prepared()
  await other('theirs', -60)
  const app = appOn(own)
  app.settings = 'defaults'
  await app.sync.sync()
  expect(app.settings).toBe('theirs')
  // Nobody has changed anything here: there is nothing to choose.
  expect(app.conflicts).toEqual([])
  // Also where the app cannot tell when it was saved.
  const another = appOn({ ...own, deviceName: 'Tablet', lastSaved: undefined })
  another.settings = 'defaults'
  await another.sync.sync()
  expect(another.settings).toBe('theirs')
  // It may have been changed before: then the app may want to merge.
  expect(another.conflicts).toMatchObject([{ ours: 'defaults', base: undefined }])
})

test('the first device gives what it has, and nothing is sent twice', async () => {
  const { own, history } = await prepared()
  const app = appOn(own)
  app.settings = 'mine'
  for (let i = 0; i < 3; i += 1) await app.sync.sync()
  expect(await history()).toHaveLength(1)
  expect(app.states.map(({ name }) => name).slice(0, 2)).toEqual(['syncing', 'synced'])
})

test('without settings it takes those of the hub, and the hub knows that', async () => {
  const { own, other, history } = await prepared('obtainium')
  await other('theirs', -60)
  const app = appOn(own)
  await app.sync.sync()
  expect(app.settings).toBe('theirs')
  // This app adopts at its first contact: an edit would lose, if this were only now the first.
  app.edit('mine', at(1))
  await app.sync.sync()
  expect(app.settings).toBe('mine')
  expect((await history())[0]).toMatchObject({ deviceName: 'Laptop', applied: true })
})

test.each([
  ['of a clock that is behind', -60 * 24],
  ['of a clock that is ahead', 60 * 24],
])('an edit %s counts as newer than what it was made of', async (_, minutes) => {
  const { own, other } = await prepared()
  await other('theirs', -1)
  const app = appOn(own)
  await app.sync.sync()
  app.edit('mine', at(minutes))
  await app.sync.sync()
  expect((await other('old', -9)).body.data).toBe('mine')
  expect(app.conflicts).toEqual([])
})

test('so does one that was made of settings whose stamp names no zone', async () => {
  const { hub, own, other } = await prepared()
  const savedTs = '2025-03-01T11:59:30.123456'
  await post(hub, own.key, { deviceName: 'Pixel', savedTs, settings: 'theirs' })
  const app = appOn(own)
  await app.sync.sync()
  app.edit('mine', at(-60 * 24))
  await app.sync.sync()
  expect((await other('old', -9)).body.data).toBe('mine')
  expect(app.conflicts).toEqual([])
})

test('a conflict is told, whoever is newer, and both stand in the history', async () => {
  const { own, other, history } = await prepared()
  await other('base', -60)
  const app = appOn(own)
  await app.sync.sync()

  await other('theirs', -30)
  app.edit('ours', at(-40))
  await app.sync.sync()
  expect(app.settings).toBe('theirs')

  await other('theirs again', -20)
  app.edit('ours again', at(-10))
  await app.sync.sync()
  expect(app.settings).toBe('ours again')
  expect(app.conflicts).toEqual([
    { ours: 'ours', theirs: 'theirs', base: 'base', newer: 'theirs' },
    { ours: 'ours again', theirs: 'theirs again', base: 'theirs', newer: 'ours' },
  ])
  expect(await history()).toHaveLength(5)
})

test.each([
  ['ours', 'ours'],
  ['theirs', 'theirs'],
  [{ settings: 'merged' }, 'merged'],
] as const)('what the app chooses is what all go on with: %j', async (choice, expected) => {
  for (const minute of [-40, -20]) {
    const { own, other } = await prepared()
    await other('base', -60)
    const app = appOn({ ...own, onConflict: () => choice })
    await app.sync.sync()
    await other('theirs', -30)
    app.edit('ours', at(minute))
    await app.sync.sync()
    expect(app.settings).toBe(expected)
    expect((await other('old', -90)).body.data).toBe(expected)
  }
})

/** Sends, but hears no answer to what it sends. */
const deaf: typeof fetch = async (...request) => {
  const reply = await fetch(...request)
  if (request[1]?.method === 'POST') throw new TypeError('fetch failed')
  return reply
}

test.each(['{"a":1}', 1, {}, { settings: 1 }, null])(
  'an answer to a conflict that is none, %o, is told, and nothing is written',
  async (answer) => {
    const { own, other } = await prepared()
    await other('theirs', -60)
    const app = appOn({ ...own, onConflict: () => answer as never })
    app.edit('mine', at(-90))
    await expect(app.sync.sync()).rejects.toThrow("onConflict must answer 'ours', 'theirs'")
    expect(app.settings).toBe('mine')
    expect(app.states.at(-1)?.name).toBe('failed')
  },
)

test('what was made of an edit whose answer was lost is no conflict with it', async () => {
  const { own, other } = await prepared()
  await other('base', -60)
  const app = appOn(own)
  await app.sync.sync()
  app.edit('edited', at(-5))
  const before = appOn({ ...own, fetch: deaf })
  Object.assign(before, { stored: app.stored })
  before.edit('edited', at(-5))
  await expect(before.sync.sync()).rejects.toMatchObject({ code: 'unreachable' })
  await other('edited and more', -3)
  await app.sync.sync()
  expect(app.settings).toBe('edited and more')
  expect(app.conflicts).toEqual([])
})

test('a file that is no text is replaced by the next edit, and taken by nobody', async () => {
  const { hub, own, other } = await prepared()
  const app = appOn(own)
  app.edit('mine', at(-60))
  await app.sync.sync()
  const headers = { authorization: `Bearer ${own.key}` }
  const url = '/f?device=Laptop%202'
  await hub.app.inject({ method: 'PUT', url, headers, payload: Buffer.from([0xff, 0xfe, 0x00]) })
  expect((await other('x', -90)).status).toBe(409)
  await app.sync.sync()
  expect(app.settings).toBe('mine')
  app.edit('mine again', at(1))
  await app.sync.sync()
  expect((await other('x', -90)).body.data).toBe('mine again')
})

test('an edit that was taken back while its answer was lost stays taken back', async () => {
  const { own, other } = await prepared()
  await other('base', -60)
  let isLost = false
  const app = appOn({ ...own, fetch: (...request) => (isLost ? deaf : fetch)(...request) })
  await app.sync.sync()
  app.edit('edited', at(-5))
  isLost = true
  await expect(app.sync.sync()).rejects.toMatchObject({ code: 'unreachable' })
  isLost = false
  app.edit('base', at(-4))
  await app.sync.sync()
  expect(app.settings).toBe('base')
  expect((await other('x', -90)).body.data).toBe('base')
})

test('an app that reads as other text than it was given does not send it back', async () => {
  const { own, other, history } = await prepared()
  await other('{ "a": 1 }', -60)
  const app = appOn({
    ...own,
    write: (settings) => {
      app.settings = JSON.stringify(JSON.parse(settings))
      return app.settings
    },
  })
  for (let i = 0; i < 3; i += 1) await app.sync.sync()
  expect(app.settings).toBe('{"a":1}')
  expect(await history()).toHaveLength(1)
})

test('a hub that was set back gets the newer settings again', async () => {
  const first = await prepared()
  const app = appOn(first.own)
  app.edit('newest', at(-1))
  await app.sync.sync()
  // As from a backup: the same key, and a history that ends earlier.
  const second = await prepared()
  await second.other('older', -50)
  const again = appOn({ ...second.own, key: second.own.key })
  again.settings = app.settings
  const tag = (key: string) => JSON.stringify(key.slice(-8))
  const memory = app.stored.get('sxncd-memory') ?? ''
  again.stored.set('sxncd-memory', memory.replace(tag(first.own.key), tag(second.own.key)))
  await again.sync.sync()
  expect(again.settings).toBe('newest')
  expect((await second.other('x', -90)).body.data).toBe('newest')
})

test('another key is a first contact: nothing is taken for known', async () => {
  const { hub, own, other } = await prepared()
  const app = appOn(own)
  app.edit('mine', at(-1))
  await app.sync.sync()
  const bob = await keyFor(hub, 'thunder', 'Bob')
  await post(hub, bob, { deviceName: 'B', savedTs: '2025-03-01T11:59:30Z', settings: 'of Bob' })
  const moved = appOn({ ...own, key: bob })
  moved.stored = app.stored
  moved.edit('mine', at(-1))
  await moved.sync.sync()
  expect(moved.conflicts).toMatchObject([{ ours: 'mine', theirs: 'of Bob', base: undefined }])
  expect((await other('x', -90)).body.data).toBe('mine')
})

test.each(['sxncd1', 'flutter'] as const)('encrypted: %s', async (envelope) => {
  const { hub, own, history } = await prepared()
  const secret = { ...own, password: 'pässword', envelope }
  const one = appOn({ ...secret, deviceName: 'One' })
  const two = appOn({ ...secret, deviceName: 'Two' })
  one.edit('from one', at(-9))
  await one.sync.sync()
  await two.sync.sync()
  expect(two.settings).toBe('from one')
  two.edit('from two', at(-5))
  await two.sync.sync()
  await one.sync.sync()
  expect(one.settings).toBe('from two')
  expect(await history()).toHaveLength(2)
  const old = { deviceName: 'x', savedTs: '2020-01-01T00:00:00Z', settings: 'x' }
  expect((await post(hub, own.key, old)).text).not.toContain('from')
  const wrong = appOn({ ...secret, deviceName: 'Three', password: 'other' })
  wrong.edit('from three', at(0))
  await expect(wrong.sync.sync()).rejects.toThrow('The password is wrong')
  expect(wrong.sync.state).toMatchObject({ name: 'failed' })
})

test('it pairs by a code once, and remembers the key', async () => {
  const { hub } = await testHub({ environment: { LAN: 'on', HTTPS_PORT: '0' } })
  const owner = await ownerBrowser(hub)
  const codes: string[] = []
  const options = {
    ...{ hub: await hub.listen(), app: 'thunder', retryMs: 1 },
    onCode: ({ code }: { code: string }) => {
      codes.push(code)
      void owner.send('POST', `/api/v1/pairing-requests/${code}/approve`, {})
    },
  }
  const app = appOn(options)
  app.settings = 'mine'
  await app.sync.sync()
  expect(app.states.map(({ name }) => name)).toEqual(['syncing', 'pairing', 'synced'])
  const next = appOn(options)
  next.stored = app.stored
  next.settings = 'mine'
  await next.sync.sync()
  expect(codes).toHaveLength(1)
  await next.sync.forget()
  expect([...app.stored.values()]).toEqual(['', ''])

  // A key never goes to another address than the one that gave it.
  const moved = appOn({ ...options, hub: `${options.hub}/` })
  moved.stored = new Map([['sxncd-key', JSON.stringify({ hub: options.hub, key: 'k' })]])
  await moved.sync.sync()
  expect(codes).toHaveLength(2)
})

test('it pairs by the link of a QR code', async () => {
  const { hub } = await testHub({ environment: { LAN: 'on', HTTPS_PORT: '0' } })
  const owner = await ownerBrowser(hub)
  const { body } = await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  const query = new URLSearchParams({ v: '1', app: 'thunder', hub: await hub.listen() })
  query.set('ticket', String(body.ticket))
  const app = appOn(readPairingLink(`sxncd://pair?${query}`))
  app.settings = 'mine'
  await app.sync.sync()
  expect(app.sync.state.name).toBe('synced')
})

test.each(['', 'https://example.com', 'sxncd://pair?v=2&hub=h&app=a&ticket=t', 'sxncd://pair?v=1'])(
  'what is no link of a hub: %j',
  (text) => {
    expect(() => readPairingLink(text)).toThrow(expect.objectContaining({ code: 'bad_link' }))
  },
)

test('a hub that is away is offline, a key that is no good has failed, and what the app throws too', async () => {
  const { own } = await prepared()
  const away = appOn({ ...own, fetch: () => Promise.reject(new TypeError('fetch failed')) })
  away.settings = 'mine'
  await expect(away.sync.sync()).rejects.toMatchObject({ code: 'unreachable' })
  expect(away.sync.state).toMatchObject({ name: 'offline', error: { code: 'unreachable' } })
  const wrong = appOn({ ...own, key: 'sxncd_wrong' })
  wrong.settings = 'mine'
  await expect(wrong.sync.sync()).rejects.toMatchObject({ status: 401 })
  expect(wrong.sync.state.name).toBe('failed')
  const broken = appOn({
    ...own,
    read: () => {
      throw new RangeError('no room')
    },
  })
  await expect(broken.sync.sync()).rejects.toThrow('no room')
  expect(broken.sync.state).toMatchObject({ name: 'failed' })
})

test('stopped is stopped: nothing is written any more', async () => {
  const { own, other } = await prepared()
  await other('theirs', -60)
  const controller = new AbortController()
  const app = appOn({
    ...own,
    signal: controller.signal,
    fetch: async (...request) => {
      const reply = await fetch(...request)
      controller.abort()
      return reply
    },
  })
  app.settings = 'mine'
  await expect(app.sync.sync()).rejects.toMatchObject({ code: 'stopped' })
  expect(app.settings).toBe('mine')
  expect(app.sync.state.name).toBe('stopped')
  await expect(app.sync.sync()).rejects.toMatchObject({ code: 'stopped' })
})
