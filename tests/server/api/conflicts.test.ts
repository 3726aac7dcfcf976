import { expect, test } from 'vitest'
import type { Conflict, Merge } from '../../../server/api/schemas/conflicts.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { isoTime } from '../../../server/lib/clock.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'

const base = { theme: 'light', size: 10, tabs: ['a'] }

/** Two devices that both hold version 1; the phone then sends version 2. */
async function twoDevices() {
  const { hub, folder } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  let minute = 0
  const sync = async (deviceName: string, settings: unknown, savedAt?: number) => {
    minute += 1
    const stamp = savedAt ?? testStart - 3_600_000 + minute * 60_000
    return await hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key },
      payload: { deviceName, savedTs: isoTime(stamp), settings },
    })
  }
  const ask = async <T>(path: string): Promise<T> =>
    (await owner.send('GET', `/api/v1/slots/thunder/${path}`)).body as T
  const open = async () => (await ask<{ conflicts: Conflict[] }>('conflicts')).conflicts
  const overview = async () =>
    (
      (await owner.send('GET', '/api/v1/slots')).body as unknown as {
        slots: { conflicts: Conflict[] }[]
      }
    ).slots[0]?.conflicts ?? []
  await sync('Phone', base)
  await sync('Tablet', base)
  await sync('Phone', { ...base, theme: 'dark' })
  return { hub, folder, owner, key, sync, ask, open, overview }
}

test('two devices that changed at the same time are a conflict, whichever is newer', async () => {
  const { sync, open, overview, ask } = await twoDevices()
  expect(await open()).toEqual([])
  const newer = await sync('Tablet', { ...base, size: 12 })
  expect(newer.json().action).toBe('incomingNewer')
  expect(newer.headers).toMatchObject({
    'x-sxncd-conflict': '4',
    'x-sxncd-conflict-device': 'Phone',
  })
  const [conflict] = await open()
  expect(conflict).toMatchObject({
    version: 4,
    status: 'open',
    base: 2,
    unused: { version: 3, deviceName: 'Phone', current: false },
    used: { version: 4, deviceName: 'Tablet', current: true },
  })
  expect(await overview()).toEqual([conflict])
  const { versions } = await ask<{ versions: Version[] }>('history')
  expect(versions.map(({ conflict }) => conflict)).toEqual([
    { base: 2, other: 3, otherDevice: 'Phone', status: 'open' },
    ...[undefined, undefined, undefined],
  ])
})

test('an older upload that has lost is one as well, and a re-send of it is no second one', async () => {
  const { sync, open } = await twoDevices()
  const lost = { ...base, size: 12 }
  const stamp = testStart - 7_200_000
  expect((await sync('Tablet', lost, stamp)).json().action).toBe('existingNewer')
  const again = await sync('Tablet', lost, stamp)
  expect(again.json().action).toBe('existingNewer')
  expect(again.headers).not.toHaveProperty('x-sxncd-conflict')
  expect(await open()).toMatchObject([{ version: 4, unused: { version: 4 }, used: { version: 3 } }])
})

test('none where nothing was changed at the same time', async () => {
  const { sync, open } = await twoDevices()
  // It takes what is there, and goes on from it.
  await sync('Tablet', base, testStart - 7_200_000)
  await sync('Tablet', { ...base, theme: 'dark', size: 1 })
  // Both have changed the same.
  await sync('Phone', { ...base, theme: 'dark', size: 1 })
  // The hub has never seen this one.
  await sync('Laptop', { ...base, size: 99 })
  await sync('Desk', { ...base, size: 98 }, testStart - 7_200_000)
  expect(await open()).toEqual([])
})

test('a person merges by hand, with what is current now', async () => {
  const { sync, open, ask, owner } = await twoDevices()
  await sync('Tablet', { theme: 'black', size: 12, tabs: ['a'] })
  const { merge } = await ask<{ merge: Merge }>('conflicts/4')
  const { result, current } = merge
  if (result.kind !== 'merged') throw new Error('refused')
  expect(current).toEqual({ version: 4, deviceName: 'Tablet' })
  expect(result.choices).toMatchObject([
    { path: '/theme', base: '"light"', mine: '"dark"', theirs: '"black"', taken: 'theirs' },
  ])
  expect(result.changes).toMatchObject([{ from: 'theirs', path: '/size', after: '12' }])
  const path = '/api/v1/slots/thunder/conflicts/4'
  const decisions = [{ path: '/theme', take: 'mine' }]
  const seen = await owner.send('POST', `${path}/preview`, { decisions })
  const expected = '{"theme":"dark","size":12,"tabs":["a"]}'
  expect((seen.body as unknown as { merge: Merge }).merge.result).toMatchObject({ text: expected })
  const stale = await owner.send('POST', `${path}/merge`, { current: 3, decisions })
  expect([stale.status, stale.headers['x-sxncd-error']]).toEqual([409, 'merge_outdated'])
  const done = await owner.send('POST', `${path}/merge`, { current: 4, decisions })
  expect(done.body.version).toMatchObject({
    version: 5,
    current: true,
    merged: { conflict: 4, choices: 0, by: 'person' },
  })
  expect(await open()).toEqual([])
})

test('every device takes what was merged, and once it is undone the conflict is open again', async () => {
  const { sync, open, owner } = await twoDevices()
  const stamp = testStart - 60_000
  await sync('Tablet', { ...base, size: 12 }, stamp)
  const path = '/api/v1/slots/thunder/conflicts/4/merge'
  await owner.send('POST', path, { current: 4, decisions: [] })
  const merged = { theme: 'dark', size: 12, tabs: ['a'] }
  for (const [name, settings] of [
    ['Phone', { ...base, theme: 'dark' }],
    ['Tablet', { ...base, size: 12 }],
  ] as const) {
    const reply = await sync(name, settings, name === 'Tablet' ? stamp : testStart - 3_420_000)
    expect(reply.json()).toMatchObject({ action: 'existingNewer', data: merged })
  }
  expect(await open()).toEqual([])
  await owner.send('POST', '/api/v1/slots/thunder/history/4/restore')
  expect(await open()).toMatchObject([{ version: 4, status: 'open' }])
  await owner.send('POST', '/api/v1/slots/thunder/history/5/restore')
  expect(await open()).toEqual([])
  await owner.send('POST', '/api/v1/slots/thunder/history/4/restore')
  expect(await open()).toMatchObject([{ version: 4, status: 'open' }])
})

test('it is dismissed for good, also after a restart; or taken over by the device itself', async () => {
  const { sync, open, owner, hub, folder, ask } = await twoDevices()
  await sync('Tablet', { ...base, size: 12 })
  const path = '/api/v1/slots/thunder/conflicts/4/dismiss'
  expect((await owner.send('POST', path)).status).toBe(200)
  expect(await open()).toEqual([])
  // The phone has not heard of the tablet: once more.
  await sync('Phone', { ...base, theme: 'black' })
  expect((await open()).map(({ version }) => version)).toEqual([5])
  await sync('Tablet', { ...base, size: 12 }, testStart - 7_200_000)
  await sync('Tablet', { ...base, theme: 'black', size: 14 })
  expect(await open()).toEqual([])
  const all = await ask<{ conflicts: Conflict[] }>('conflicts?all=true')
  expect(all.conflicts.map(({ version, status }) => [version, status])).toEqual([
    [5, 'taken'],
    [4, 'dismissed'],
  ])
  await hub.close()
  const again = await testHub({ folder })
  const { slots } = again.hub.store
  const [id] = await slots.list()
  if (!id) throw new Error('no slot')
  expect([...(await slots.read(id, (slot) => slot.dismissed()))]).toEqual([4])
})

test('copies that are encrypted conflict, and are not merged', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  const send = (deviceName: string, minute: number, settings: string) =>
    post(hub, key, { deviceName, savedTs: isoTime(testStart - 60_000 * minute), settings })
  await send('Phone', 9, 'sxncd1.one')
  await send('Tablet', 8, 'sxncd1.one')
  await send('Phone', 7, 'sxncd1.two')
  await send('Tablet', 6, 'sxncd1.three')
  const found = await owner.send('GET', '/api/v1/slots/thunder/conflicts/4')
  expect((found.body as unknown as { merge: Merge }).merge.result).toEqual({
    kind: 'refused',
    reason: 'encrypted',
  })
  const refused = await owner.send('POST', '/api/v1/slots/thunder/conflicts/4/merge', {
    current: 4,
    decisions: [],
  })
  expect([refused.status, refused.headers['x-sxncd-error']]).toEqual([409, 'merge_refused'])
})

test('nobody sees or merges those of another account', async () => {
  const { hub, owner, sync } = await twoDevices()
  await sync('Tablet', { ...base, size: 12 })
  const member = await memberBrowser(hub, owner, 'Grace')
  expect((await member.send('GET', '/api/v1/slots/thunder/conflicts')).body.conflicts).toEqual([])
  for (const [method, rest, body] of [
    ['GET', '', undefined],
    ['POST', '/preview', { decisions: [] }],
    ['POST', '/merge', { current: 4, decisions: [] }],
    ['POST', '/dismiss', undefined],
  ] as const) {
    const path = `/api/v1/slots/thunder/conflicts/4${rest}`
    expect((await member.send(method, path, body)).status).toBe(404)
  }
})
