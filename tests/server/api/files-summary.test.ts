import { expect, test } from 'vitest'
import type { Device, Slot } from '../../../server/api/schemas/slots.ts'
import { type Browser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const files = '/api/v1/slots/violentmonkey/files'

/** Uploads a file as the window does. */
async function put(owner: Browser, path: string, content: string, deviceName: string) {
  const query = new URLSearchParams({ path, deviceName })
  const headers = { 'content-type': 'application/octet-stream' }
  const reply = await owner.send('PUT', `${files}/content?${query}`, undefined, headers, content)
  expect(reply.status).toBe(200)
}

const slotsOf = async (owner: Browser) =>
  (await owner.send('GET', '/api/v1/slots')).body.slots as Slot[]

test('the dashboard counts the files of an app, and says what came last', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  await put(owner, 'Violentmonkey/one', '12345', 'Laptop')
  clock.now += 60_000
  await put(owner, 'Violentmonkey/two', '1234567', 'Pixel')
  const [slot] = await slotsOf(owner)
  expect(slot).toMatchObject({ app: 'violentmonkey', current: null, versions: 0 })
  expect(slot?.files).toEqual({
    count: 2,
    size: 12,
    deleted: 0,
    lastChange: { at: new Date(clock.now).toISOString(), deviceName: 'Pixel' },
  })

  clock.now += 60_000
  await owner.send('DELETE', `${files}?path=Violentmonkey/two`)
  expect((await slotsOf(owner))[0]?.files).toEqual({
    count: 1,
    size: 5,
    deleted: 1,
    lastChange: { at: new Date(clock.now).toISOString(), deviceName: 'Hub' },
  })
  await owner.send('DELETE', `${files}?path=Violentmonkey/two&history=remove`)
  expect((await slotsOf(owner))[0]?.files).toMatchObject({ count: 1, deleted: 0 })
})

test('a device that keeps files only is not behind with settings', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'violentmonkey', 'Ada')
  await put(owner, 'notes.txt', 'one', 'Laptop')
  const savedTs = '2025-03-01T10:00:00.000Z'
  await post(hub, key, { deviceName: 'Pixel', savedTs, settings: 'first' })
  await post(hub, key, { deviceName: 'Tablet', savedTs: '2025-03-01T11:00:00Z', settings: 'new' })
  const [slot] = await slotsOf(owner)
  const states = slot?.devices.map(({ name, version, inStep }) => [name, version, inStep])
  expect(states).toEqual([
    ['Laptop', 0, true],
    ['Pixel', 1, false],
    ['Tablet', 2, true],
  ])
  const { devices } = (await owner.send('GET', '/api/v1/devices')).body as { devices: Device[] }
  expect(devices.find(({ name }) => name === 'Laptop')).toMatchObject({ version: 0, inStep: true })
})
