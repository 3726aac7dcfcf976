import { beforeEach, expect, test, vi } from 'vitest'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { hours, minutes } from '../../../server/lib/clock.ts'
import { fakeTimers } from '../../helpers/fake-timers.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { type Receiver, startReceiver } from '../../helpers/receiver.ts'

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})

const typesAt = (to = receiver) => to.received.map(({ body }) => JSON.parse(body).type)
const last = (to = receiver) => JSON.parse(to.received.at(-1)?.body ?? '{}').data

/** A hub that tells a receiver of everything, and its owner's key for an app. */
async function tryHub(
  environment: Record<string, string> = {},
  notifyUrl = `${receiver.url}/hook`,
) {
  const time = fakeTimers()
  const made = await testHub({
    environment: { NOTIFY_URL: `${notifyUrl}#private`, LAN: 'on', ...environment },
    overrides: { notify: { timers: time.timers } },
  })
  const { hub } = made
  const owner = await createAccount(hub.store, 'Ada', 'owner', 0)
  const key = (await createKey(hub.store, { account: owner, app: 'thunder', name: 'a' }, 0)).text
  const upload = (day: number, settings: string, deviceName = 'Pixel', by = key) =>
    post(hub, by, { deviceName, savedTs: `2025-02-0${day}T00:00:00Z`, settings })
  return { ...made, time, owner, key, upload }
}

test('a new device, and settings that shrank: once each, and only those of the owner', async () => {
  const { hub, upload } = await tryHub()
  const theirs = await keyFor(hub, 'thunder', 'Mia')
  for (const by of [theirs, undefined]) {
    await upload(1, 'CANARY '.repeat(1_000), 'Pixel', by)
    await upload(2, 'CANARY '.repeat(900), 'Pixel', by)
    await upload(3, 'CANARY '.repeat(10), 'Pixel', by)
  }
  await vi.waitFor(() => expect(typesAt()).toEqual(['device', 'shrink']))
  expect(last()).toMatchObject({
    level: 'warning',
    title: 'Thunder: the settings became much smaller',
    details: { app: 'thunder', device: 'Pixel', before: 6_300, after: 70, version: 3, replaced: 2 },
  })
  expect(JSON.stringify(receiver.received)).not.toContain('CANARY')
})

test('a device that comes by WebDAV is new too, and a file that shrank is told of', async () => {
  const { hub, owner, clock } = await tryHub()
  const { text: key } = await createKey(hub.store, { account: owner, app: 'vimium', name: 'b' }, 0)
  const put = async (size: number) => {
    clock.now += minutes(1)
    const authorization = `Basic ${Buffer.from(`Laptop:${key}`).toString('base64')}`
    const headers = { host: 'localhost', authorization }
    const url = '/dav/a.txt'
    const reply = await hub.app.inject({ method: 'PUT', url, headers, payload: 'x'.repeat(size) })
    expect(reply.statusCode).toBeLessThan(300)
  }
  for (const size of [5_000, 4_000, 100]) await put(size)
  await vi.waitFor(() => expect(typesAt()).toEqual(['device', 'shrink']))
  expect(last().details).toMatchObject({ app: 'vimium', path: 'a.txt', before: 4_000, after: 100 })
})

test('a request to pair is told, without its code', async () => {
  const { hub } = await tryHub()
  vi.spyOn(hub.lan, 'on', 'get').mockReturnValue(true)
  const body = { deviceName: 'Tablet', app: 'thunder' }
  const reply = await hub.app.inject({ method: 'POST', url: '/api/v1/pairings', payload: body })
  await vi.waitFor(() => expect(typesAt()).toEqual(['pairing']))
  expect(last().details).toEqual({ app: 'thunder', device: 'Tablet' })
  expect(receiver.received[0]?.body).not.toContain(reply.json().code)
})

test('a key that is refused again and again is told of once a day, without the key', async () => {
  const { hub, clock } = await tryHub({ RATE_LIMIT: 'off' })
  const guess = async (times: number) => {
    for (let n = 0; n < times; n += 1) await post(hub, `sxncd_CANARY${n}`, {})
  }
  await guess(10)
  await new Promise(setImmediate)
  expect(receiver.received).toEqual([])
  await guess(50)
  await vi.waitFor(() => expect(typesAt()).toEqual(['key']))
  expect(last().details).toEqual({ from: '127.0.0.1' })
  clock.now += hours(25)
  await guess(30)
  await vi.waitFor(() => expect(typesAt()).toEqual(['key', 'key']))
  expect(JSON.stringify(receiver.received)).not.toContain('CANARY')
})

test('a backup that fails is told, and again only after it has worked', async () => {
  const { hub, folder } = await tryHub({ BACKUP_DIR: '/dev/null/nowhere' })
  await expect(hub.backups.make()).rejects.toThrow()
  await vi.waitFor(() => expect(typesAt()).toEqual(['backup']))
  expect(last().details).toEqual({ state: 'failed', reason: 'unwritable' })
  await expect(hub.backups.make()).rejects.toThrow()
  expect(receiver.received).toHaveLength(1)
  expect(JSON.stringify(receiver.received)).not.toContain(folder)
})

test('a disk that is nearly full is told', async () => {
  const { hub } = await tryHub()
  vi.spyOn(hub.store, 'freeSpace').mockResolvedValue(50 * 1024 ** 2)
  hub.events.emit({ kind: 'hub' })
  await vi.waitFor(() => expect(typesAt()).toEqual(['disk']))
  expect(last().message).toMatch(/^50 MiB are left\./)
  hub.events.emit({ kind: 'hub' })
  await hub.close()
  expect(receiver.received).toHaveLength(1)
})

test('damaged files that were set aside are told', async () => {
  const { hub } = await tryHub()
  const problems = [{ file: 'slots/secret-path', problem: 'it is damaged' }]
  vi.spyOn(hub.store, 'status').mockReturnValue({ failed: undefined, problems })
  hub.events.emit({ kind: 'hub' })
  await vi.waitFor(() => expect(typesAt()).toEqual(['damage']))
  expect(receiver.received[0]?.body).not.toContain('secret-path')
})

test('an update and a conflict are told by who finds them', async () => {
  const { hub, owner } = await tryHub()
  hub.notices.tell({ kind: 'update', version: '2.0.0' })
  hub.notices.tell({ kind: 'update', version: '2.0.0' })
  const place = { accountId: owner.id, app: 'thunder', deviceName: 'Pixel' }
  hub.notices.tell({ kind: 'conflict', ...place })
  await vi.waitFor(() => expect(typesAt()).toEqual(['update', 'conflict']))
})

test('a target hears only of what it wants to', async () => {
  const all = await startReceiver()
  const url = `${receiver.url}#events=update&private ${all.url}`
  const { hub, upload } = await tryHub({}, url)
  await upload(1, 'x')
  hub.notices.tell({ kind: 'update', version: '2.0.0' })
  await vi.waitFor(() => expect(typesAt(all)).toEqual(['device', 'update']))
  await vi.waitFor(() => expect(typesAt()).toEqual(['update']))
})

test('no sync waits for a target that hangs, and stopping the hub does neither', async () => {
  receiver.answer = () => {}
  const { hub, upload, time } = await tryHub()
  await upload(1, 'x')
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  const begun = performance.now()
  for (let n = 0; n < 200; n += 1) expect((await upload(2, `x ${n}`, `P ${n}`)).status).toBe(200)
  await hub.close()
  expect(performance.now() - begun).toBeLessThan(5_000)
  // Nothing was piled up: one connection, and that one is left.
  expect(receiver.connections.made).toBe(1)
  await vi.waitFor(() => expect(receiver.connections.open).toBe(0))
  expect(time.waiting.size).toBe(0)
})

test('a storm of events is ten messages and a sum', async () => {
  const { upload, time } = await tryHub()
  for (let n = 0; n < 100; n += 1) await upload(1, 'x', `Phone ${n}`)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(10))
  await time.advance(minutes(6), async () => {})
  await vi.waitFor(() => expect(receiver.received).toHaveLength(11))
  expect(JSON.parse(receiver.received[10]?.body ?? '')).toMatchObject({
    type: 'summary',
    data: { message: expect.stringContaining('new devices (90)') },
  })
})

test('the switch of the configuration lets every target be in a private network', async () => {
  const { hub } = await testHub({ environment: { NOTIFY_URL: receiver.url } })
  hub.notices.tell({ kind: 'update', version: '1' })
  const url = '/api/v1/notify/env-1/test'
  const headers = { authorization: hub.controlToken, host: 'localhost' }
  const refused = await hub.app.inject({ method: 'POST', url, headers })
  expect(refused.json().delivery).toMatchObject({ code: 'address_refused', reach: 'private' })
  expect(receiver.connections.made).toBe(0)
  const other = await testHub({ environment: { NOTIFY_URL: receiver.url, NOTIFY_PRIVATE: '1' } })
  other.hub.notices.tell({ kind: 'update', version: '1' })
  await vi.waitFor(() => expect(typesAt()).toEqual(['update']))
})
