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

/** What the doctor says on the command line after the owner has opened the window in this way. */
async function doctorAfter(headers: Record<string, string>, environment: Record<string, string>) {
  const { hub } = await testHub({
    environment: {
      PUBLIC_URL: 'https://sync.example.com',
      TRUST_PROXY: 'loopback',
      ...environment,
    },
  })
  const owner = await ownerBrowser(hub)
  const host = headers.host ?? 'localhost:9693'
  await owner.send('GET', '/api/v1/slots', undefined, { host, ...headers })
  const reply = await hub.app.inject({
    url: '/api/v1/doctor',
    headers: { authorization: `Bearer ${hub.controlToken}`, host: '127.0.0.1:9693' },
  })
  const checks = reply.json().checks as { code: string; fix: string; level: string }[]
  return checks.filter(({ code }) => code.startsWith('proxy'))
}

const full = {
  host: 'sync.example.com',
  'x-forwarded-for': '203.0.113.9',
  // The cookie of a browser that signed in without HTTPS would not be sent: it has another name.
  'x-forwarded-proto': 'http',
}

test('the doctor names each header that a proxy leaves out by the line to add', async () => {
  const insecure = { PUBLIC_URL: 'http://sync.example.com' }
  expect(await doctorAfter(full, insecure)).toMatchObject([{ code: 'proxy', level: 'ok' }])
  const { 'x-forwarded-for': _, ...unnamed } = full
  expect(await doctorAfter(unnamed, insecure)).toMatchObject([
    { code: 'proxy_no_address', fix: expect.stringContaining('$proxy_add_x_forwarded_for;') },
  ])
  expect(await doctorAfter(full, {})).toMatchObject([
    { code: 'proxy_no_scheme', fix: expect.stringContaining('X-Forwarded-Proto $scheme;') },
  ])
  expect(await doctorAfter({ ...full, host: 'localhost' }, insecure)).toMatchObject([
    { code: 'proxy_host', fix: expect.stringContaining('proxy_set_header Host $http_host;') },
  ])
  expect(await doctorAfter({ host: full.host }, {})).toMatchObject([
    { code: 'proxy_no_address' },
    { code: 'proxy_no_scheme' },
  ])
  expect(await doctorAfter(full, { TRUST_PROXY: '10.0.0.1' })).toMatchObject([
    { code: 'proxy_headers', fix: expect.stringMatching(/TRUST_PROXY=127\.0\.0\.1$/) },
  ])
  const unknown = { ...full, host: 'sync.lan' }
  expect(await doctorAfter(unknown, { PUBLIC_URL: '' })).toMatchObject([
    { code: 'proxy_no_public_url', fix: expect.stringMatching(/PUBLIC_URL=https:\/\/sync\.lan$/) },
  ])
})

test('nobody but the owner can make the doctor speak of a proxy', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const member = await memberBrowser(hub, owner, 'Mia')
  const forged = { 'x-forwarded-for': '203.0.113.9' }
  await hub.app.inject({ url: '/api/v1/session', headers: forged })
  await member.send('GET', '/api/v1/slots', undefined, forged)
  const { body } = await owner.send('GET', '/api/v1/status')
  expect(body.checks).toEqual([])
})

test('checks name what is wrong and how to mend it', () => {
  const fine = {
    store: { failed: undefined, problems: [] },
    publicUrls: [],
    usedAddress: 'http://localhost:9693',
    proxied: undefined,
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
