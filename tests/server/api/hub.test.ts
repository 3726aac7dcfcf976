import { expect, test } from 'vitest'
import { checksOf } from '../../../server/checks/status.ts'
import { goodPassword, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'

test('the owner switches an app off: its keys get 403 until it is on again', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub, 'thunder', 'Ada')
  const body = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'x' }
  expect((await owner.send('PATCH', '/api/v1/settings', { appsOff: ['thunder'] })).status).toBe(200)
  expect((await post(hub, key, body)).status).toBe(403)
  expect((await owner.send('POST', '/api/v1/keys', { app: 'thunder' })).status).toBe(403)
  await owner.send('PATCH', '/api/v1/settings', { appsOff: [] })
  expect((await post(hub, key, body)).status).toBe(200)
  expect((await owner.send('PATCH', '/api/v1/settings', { appsOff: ['nothing'] })).status).toBe(404)
})

test('the name and the retention of the hub are changed and kept', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const retention = { allHours: 1, hourlyDays: 2, dailyDays: 3, versions: 4, sizeMiB: 5 }
  await owner.send('PATCH', '/api/v1/settings', { hubName: 'At home', retention })
  expect((await owner.send('GET', '/api/v1/settings')).body.settings).toEqual({
    hubName: 'At home',
    appsOff: [],
    syncyomi: false,
    tabby: false,
    lan: false,
    lanInterface: '',
    retention,
  })
  expect((await owner.send('GET', '/api/v1/hub')).body.name).toBe('At home')
  const bad = await owner.send('PATCH', '/api/v1/settings', {
    retention: { ...retention, versions: 0 },
  })
  expect(bad.status).toBe(400)
})

test('removing a member asks for the name, and takes everything along', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const member = await memberBrowser(hub, owner, 'Grace')
  const made = await member.send('POST', '/api/v1/keys', { app: 'thunder' })
  const key = String(made.body.text)
  const body = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'x' }
  expect((await post(hub, key, body)).status).toBe(200)
  expect((await owner.send('GET', '/api/v1/accounts')).body.accounts).toMatchObject([
    { name: 'Ada' },
    { name: 'Grace', devices: 1, size: 1 },
  ])
  const wrong = await owner.send('DELETE', '/api/v1/accounts/Grace', { name: 'Ada' })
  expect(wrong.code).toBe('name_mismatch')
  expect((await owner.send('DELETE', '/api/v1/accounts/Grace', { name: 'Grace' })).status).toBe(200)
  expect((await post(hub, key, body)).status).toBe(401)
  expect((await member.send('GET', '/api/v1/slots')).status).toBe(401)
  const signIn = await member.send('POST', '/api/v1/session', {
    name: 'Grace',
    password: goodPassword,
  })
  expect(signIn.status).toBe(401)
  expect((await owner.send('DELETE', '/api/v1/accounts/Ada', { name: 'Ada' })).status).toBe(200)
})

test('the status page tells how the hub is', async () => {
  const { hub } = await testHub({ environment: { PUBLIC_URL: 'https://sync.example.com' } })
  const owner = await ownerBrowser(hub)
  const status = await owner.send('GET', '/api/v1/status', undefined, {
    'x-forwarded-for': '10.0.0.1',
  })
  const { checks, ...facts } = status.body as { checks: { code: string }[] }
  expect(facts).toMatchObject({ accounts: 1, slots: 0, versions: 0 })
  expect(checks.map(({ code }) => code)).toEqual(['public_url', 'proxy_headers'])
})

test('checks name what is wrong and how to mend it', () => {
  const fine = {
    store: { failed: undefined, problems: [] },
    publicUrls: [],
    usedAddress: 'http://localhost:9693',
    unbelievedProxy: false,
    devices: [],
    moduleProblems: [],
    now: testStart,
  }
  expect(checksOf(fine)).toEqual([])
  const clockJump = { at: testStart - 1, by: -86_400_000 * 3 }
  expect(checksOf({ ...fine, clockJump })).toMatchObject([
    { code: 'clock_set_back', level: 'warning', detail: expect.stringContaining('back by 3 days') },
  ])
  expect(checksOf({ ...fine, clockJump, now: testStart + 86_400_001 })).toEqual([])
  const problems = [{ file: 'db/keys.json', problem: 'the file is empty' }]
  const bad = checksOf({ ...fine, store: { failed: 'EIO', problems }, moduleProblems: problems })
  expect(bad.map(({ code }) => code)).toEqual(['storage_failed', 'files_damaged', 'app_module'])
  for (const { title, fix } of bad)
    expect([title, fix].every((text) => text.length > 10)).toBe(true)
})
