import { expect, test } from 'vitest'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const upload = (minute: number, settings: unknown, deviceName = 'Pixel') => ({
  deviceName,
  savedTs: `2025-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
  settings,
})

interface Slots {
  slots: {
    app: string
    current: { version: number; flag?: string; replaced?: number } | null
    devices: { name: string; inStep: boolean; clockAheadMs?: number }[]
  }[]
}

test('the dashboard shows each app with its current version, devices and flags', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  await post(hub, key, upload(1, 'long '.repeat(200)))
  await post(hub, key, upload(2, 'small', 'Tablet'))
  const future = new Date(clock.now + 3_600_000).toISOString()
  await post(hub, key, { deviceName: 'Clock', savedTs: future, settings: 'small' })
  const { slots } = (await owner.send('GET', '/api/v1/slots')).body as unknown as Slots
  expect(slots).toHaveLength(1)
  expect(slots[0]?.devices.map(({ name, inStep }) => [name, inStep])).toEqual([
    ['Pixel', false],
    // What is current came again under another number: it holds the same.
    ['Tablet', true],
    ['Clock', true],
  ])
  expect(slots[0]?.devices[2]?.clockAheadMs).toBe(3_600_000)
  const { versions } = (await owner.send('GET', '/api/v1/slots/thunder/history')).body as {
    versions: { version: number; flag?: string; replaced?: number }[]
  }
  expect(versions.find(({ version }) => version === 2)).toMatchObject({
    flag: 'shrunk',
    replaced: 1,
  })
})

test('a file is uploaded as a device, downloaded byte for byte, and restored', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const text = '{ "big": 12345678901234567890 }\n'
  const sent = await owner.send(
    'POST',
    '/api/v1/slots/obtainium/file',
    upload(1, text, 'Old phone'),
  )
  expect(sent.body).toMatchObject({
    action: 'created',
    version: { version: 1, deviceName: 'Old phone' },
  })
  const older = await owner.send('POST', '/api/v1/slots/obtainium/file', upload(0, 'older', 'New'))
  expect(older.body).toMatchObject({ action: 'existingNewer', version: { version: 1 } })
  const file = await owner.send('GET', '/api/v1/slots/obtainium/file')
  expect(file.text).toBe(text)
  expect(file.headers['content-disposition']).toMatch(/^attachment; filename="/)
  const restored = await owner.send('POST', '/api/v1/slots/obtainium/history/2/restore')
  expect(restored.body).toMatchObject({ version: { version: 3, restored: 2, current: true } })
  const version = await owner.send('GET', '/api/v1/slots/obtainium/history/1/file')
  expect(version.text).toBe(text)
})

test('nobody sees the things of another account, not even the owner of the hub', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const member = await memberBrowser(hub, owner, 'Grace')
  await member.send('POST', '/api/v1/slots/thunder/file', upload(1, 'mine'))
  const made = await member.send('POST', '/api/v1/keys', { app: 'thunder' })
  const { id } = made.body.key as { id: string }
  expect((await owner.send('GET', '/api/v1/slots')).body.slots).toEqual([])
  expect((await owner.send('GET', '/api/v1/keys')).body.keys).toEqual([])
  expect((await owner.send('GET', '/api/v1/keys?account=Grace')).status).toBe(404)
  expect((await owner.send('GET', '/api/v1/slots/thunder/history?account=Grace')).status).toBe(404)
  expect((await owner.send('GET', '/api/v1/slots/thunder/history/1')).status).toBe(404)
  expect((await owner.send('POST', `/api/v1/keys/${id}/rotate`)).status).toBe(404)
  expect((await owner.send('DELETE', `/api/v1/keys/${id}`)).status).toBe(404)
  expect(
    (await owner.send('POST', '/api/v1/keys', { app: 'thunder', account: 'Grace' })).status,
  ).toBe(404)
  expect((await browserOf(hub).send('GET', '/api/v1/slots')).status).toBe(401)
})

test('a forgotten device stays forgotten, and its versions stay', async () => {
  const { hub, folder } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  await post(hub, key, upload(1, 'one'))
  await post(hub, key, upload(2, 'two', 'Tablet'))
  expect((await owner.send('DELETE', '/api/v1/slots/thunder/devices/Pixel')).status).toBe(200)
  expect((await owner.send('DELETE', '/api/v1/slots/thunder/devices/Pixel')).status).toBe(404)
  expect((await owner.send('DELETE', '/api/v1/slots/stylus/devices/Pixel')).status).toBe(404)
  await hub.close()
  const again = await testHub({ folder })
  const back = browserOf(again.hub)
  for (const [name, value] of owner.cookies) back.cookies.set(name, value)
  back.proof = owner.proof
  const { slots } = (await back.send('GET', '/api/v1/slots')).body as unknown as Slots
  expect(slots[0]?.devices.map(({ name }) => name)).toEqual(['Tablet'])
})

test('all of one’s own data comes as a zip', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  await owner.send('POST', '/api/v1/slots/thunder/file', upload(1, 'first'))
  await owner.send('POST', '/api/v1/slots/thunder/file', upload(2, 'second'))
  const zip = await owner.send('GET', '/api/v1/me/export')
  expect(zip.status).toBe(200)
  expect(zip.text.slice(0, 2)).toBe('PK')
  for (const name of ['about.json', 'thunder/000001.txt', 'thunder/000002.txt']) {
    expect(zip.text).toContain(name)
  }
})

test('logos are pictures that can do nothing', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const { apps } = (await owner.send('GET', '/api/v1/apps')).body as { apps: { type: string }[] }
  expect(apps.length).toBeGreaterThanOrEqual(7)
  for (const { type } of apps) {
    const logo = await owner.send('GET', `/api/v1/apps/${type}/logo`)
    expect(logo.headers['content-type']).toBe('image/svg+xml; charset=utf-8')
    expect(logo.headers['content-security-policy']).toContain('sandbox')
  }
  expect((await owner.send('GET', '/api/v1/apps/nothing/logo')).status).toBe(404)
})

test('the window asks which app an export looks to be of', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const ask = async (body: object) =>
    (await owner.send('POST', '/api/v1/apps/recognise', body)).body
  const names = ['settings', 'order', 'enabled', 'name', 'sections']
  expect(await ask({ list: true, names })).toEqual({ success: true, app: 'stylus', sure: true })
  expect(await ask({ list: false, names: ['a'] })).toEqual({
    success: true,
    app: null,
    sure: false,
  })
})
