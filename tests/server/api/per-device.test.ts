import { expect, test } from 'vitest'
import type { Conflict, Merge, Preferences } from '../../../server/api/schemas/conflicts.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { isoTime } from '../../../server/lib/clock.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, testHub, testStart } from '../../helpers/hub.ts'

const paths = ['/width', '/folders/*/path']
const base = { theme: 'light', width: 1, folders: { a: { path: '/mine', on: true } } }
const tablet = { theme: 'light', width: 2, folders: { a: { path: '/other', on: true } } }

async function oneApp() {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  let minute = 0
  const sync = async (deviceName: string, settings: unknown, savedTs?: string) => {
    minute += 1
    const stamp = savedTs ?? isoTime(testStart - 3_600_000 + minute * 60_000)
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key },
      payload: { deviceName, savedTs: stamp, settings },
    })
    return reply.json() as { action: string; data: unknown }
  }
  const prefer = (body: object) => owner.send('PATCH', '/api/v1/slots/thunder/preferences', body)
  const ask = async <T>(path: string) =>
    (await owner.send('GET', `/api/v1/slots/thunder/${path}`)).body as T
  const versions = async () => (await ask<{ versions: Version[] }>('history')).versions
  const read = (device?: string, etag?: string) =>
    hub.app.inject({
      method: 'GET',
      url: `/api/v1/sync/settings${device ? `?device=${device}` : ''}`,
      headers: { authorization: key, ...(etag && { 'if-none-match': etag }) },
    })
  return { hub, owner, sync, prefer, ask, versions, read }
}

/** Both devices have synced, each with values of its own, and the paths are marked. */
async function twoDevices(more: Partial<Preferences> = {}) {
  const all = await oneApp()
  await all.sync('Phone', base)
  expect((await all.prefer({ perDevice: paths, ...more })).status).toBe(200)
  expect(await all.sync('Tablet', tablet)).toMatchObject({ action: 'none', data: tablet })
  return all
}

test('is chosen, shown beside what the module proposes, and undone', async () => {
  const { prefer, ask } = await oneApp()
  expect(await ask('preferences')).toMatchObject({
    preferences: { onConflict: 'newest', perDevice: [] },
    proposed: ['/setting_post_tablet_mode'],
  })
  await prefer({ perDevice: [...paths, ...paths] })
  await prefer({ onConflict: 'merge' })
  const preferences = { onConflict: 'merge', perDevice: paths }
  expect(await ask('preferences')).toMatchObject({ preferences })
  await prefer({ perDevice: [] })
  expect(await ask('preferences')).toMatchObject({
    preferences: { onConflict: 'merge', perDevice: [] },
  })
})

test('is refused for what is no path, too many, items that nothing tells apart, and no JSON', async () => {
  const { prefer, sync } = await oneApp()
  for (const perDevice of [[''], ['width'], ['/a~2'], [`/${'x'.repeat(200)}`]]) {
    expect((await prefer({ perDevice })).status).toBe(400)
  }
  const many = Array.from({ length: 51 }, (_, index) => `/${index}`)
  expect((await prefer({ perDevice: many })).status).toBe(400)
  await sync('Phone', { list: [{ place: 1 }] })
  const code = async (perDevice: string[]) => (await prefer({ perDevice })).headers['x-sxncd-error']
  expect(await code(['/list/0/place'])).toBe('per_device_in_list')
  expect(await code(['/list/*/place'])).toBe('per_device_in_list')
  expect(await code(['/list'])).toBeUndefined()
  await sync('Phone', 'no JSON at all')
  expect(await code(['/list'])).toBe('per_device_no_json')
})

test('a device has its own values in each answer, and changing them makes no version', async () => {
  const { sync, versions } = await twoDevices()
  const wide = { ...tablet, width: 99 }
  expect(await sync('Tablet', wide)).toEqual({ success: true, action: 'none', data: wide })
  expect(await versions()).toHaveLength(1)
  const dark = { ...base, theme: 'dark' }
  expect(await sync('Phone', dark)).toMatchObject({ action: 'incomingNewer', data: dark })
  // It has changed its own value later than the phone has changed the theme.
  const taken = { ...wide, width: 100, theme: 'dark' }
  expect(await sync('Tablet', { ...wide, width: 100 })).toMatchObject({
    action: 'existingNewer',
    data: taken,
  })
  expect(await versions()).toHaveLength(2)
  // A change of its own goes to the phone, without the values of the tablet.
  await sync('Tablet', { ...taken, theme: 'black' })
  expect((await sync('Phone', dark)).data).toEqual({ ...dark, theme: 'black' })
})

test('it is so for text that holds JSON; what stays in it is spelled as it was sent', async () => {
  const { sync } = await twoDevices()
  await sync('Phone', '{"theme": "dark", "width": 1.0, "folders": {}}')
  expect((await sync('Desk', '{"theme": "x", "width": 1e3, "folders": {}}', isoTime(0))).data).toBe(
    '{"theme": "dark", "width": 1e3, "folders": {}}',
  )
})

test('a restore reaches each device with its own values', async () => {
  const { sync, owner, versions } = await twoDevices()
  await sync('Phone', { ...base, theme: 'dark' })
  await sync('Tablet', tablet)
  await owner.send('POST', '/api/v1/slots/thunder/history/1/restore')
  expect(await sync('Tablet', { ...tablet, theme: 'dark' }, isoTime(0))).toMatchObject({
    data: tablet,
  })
  expect((await versions()).at(0)).toMatchObject({ restored: 1, current: true })
})

test('is in no conflict, and in no merge by hand', async () => {
  const { sync, ask, owner } = await twoDevices()
  await sync('Phone', { ...base, theme: 'dark', width: 5 })
  await sync('Tablet', { ...tablet, size: 12, width: 6 })
  const { conflicts } = await ask<{ conflicts: Conflict[] }>('conflicts')
  const [{ version } = { version: 0 }] = conflicts
  const { merge } = await ask<{ merge: Merge }>(`conflicts/${version}`)
  if (merge.result.kind !== 'merged') throw new Error('refused')
  expect(merge.result.choices).toEqual([])
  expect(merge.result.changes.map(({ path }) => path).sort()).toEqual(['/size', '/theme'])
  await owner.send('POST', `/api/v1/slots/thunder/conflicts/${version}/merge`, {
    current: merge.current.version,
    decisions: [],
  })
  expect((await sync('Phone', { ...base, theme: 'dark', width: 5 })).data).toEqual({
    ...base,
    ...{ theme: 'dark', width: 5, size: 12 },
  })
})

test('merges by itself without them', async () => {
  const { sync, ask } = await twoDevices({ onConflict: 'merge' })
  await sync('Phone', { ...base, theme: 'dark', width: 5 })
  const answer = await sync('Tablet', { ...tablet, size: 12, width: 6 })
  expect(answer).toMatchObject({
    action: 'existingNewer',
    data: { ...tablet, theme: 'dark', size: 12, width: 6 },
  })
  expect(await ask('conflicts')).toMatchObject({ conflicts: [] })
})

test('large values of one device raise no alarm when another one saves without them', async () => {
  const { sync, versions, prefer } = await oneApp()
  await prefer({ perDevice: ['/width'] })
  await sync('Phone', { theme: 'light', width: 'x'.repeat(5_000) })
  await sync('Tablet', { theme: 'dark', width: 1 })
  expect((await versions()).map(({ flag }) => flag)).toEqual([undefined, undefined])
})

test('more than is kept beside the history is kept in it', async () => {
  const { sync, versions, read } = await twoDevices()
  const large = { ...tablet, width: 'x'.repeat(70_000) }
  expect(await sync('Tablet', large)).toMatchObject({ action: 'none', data: large })
  expect((await versions()).map(({ current, applied }) => [current, applied])).toEqual([
    [false, false],
    [true, true],
  ])
  expect((await read('Tablet')).json().data).toEqual(large)
})

test('reading without sending answers the named device with its own values', async () => {
  const { read, sync, prefer } = await twoDevices()
  expect((await read()).json().data).toEqual(base)
  expect((await read('Unknown')).json().data).toEqual(base)
  const first = await read('Tablet')
  expect(first.json().data).toEqual(tablet)
  expect((await read('Phone')).json().data).toEqual(base)
  const etag = String(first.headers.etag)
  expect((await read('Tablet', etag)).statusCode).toBe(304)
  await sync('Tablet', { ...tablet, width: 3 })
  expect((await read('Tablet', etag)).statusCode).toBe(200)
  // Marked later: what it had there in its last upload is known all the same.
  await prefer({ perDevice: ['/width', '/theme'] })
  await sync('Phone', { ...base, theme: 'dark' })
  expect((await read('Tablet')).json().data).toEqual({ ...base, width: 3 })
})

test('a device that has never saved anything gets what it had, or what there is for a start', async () => {
  const { sync } = await twoDevices()
  const never = '1900-01-01T00:00:00.000Z'
  const fresh = { theme: 'light' }
  for (const _ of [1, 2]) {
    expect(await sync('Laptop', fresh, never)).toMatchObject({ data: base })
    expect(await sync('Tablet', fresh, never)).toMatchObject({ data: tablet })
  }
})

test('once undone, the value that was saved last is everybody’s again', async () => {
  const { sync, prefer } = await twoDevices()
  await sync('Tablet', { ...tablet, width: 7 })
  await prefer({ perDevice: [] })
  const last = { ...tablet, width: 7 }
  expect(await sync('Tablet', last)).toMatchObject({ action: 'incomingNewer', data: last })
  expect(await sync('Phone', base, isoTime(testStart - 3_500_000))).toMatchObject({
    action: 'existingNewer',
    data: last,
  })
})
