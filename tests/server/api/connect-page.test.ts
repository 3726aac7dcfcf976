import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { connectPage } from '../../../server/api/connect-page.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

const get = async (url: string, host = '192.168.1.5:9693') => {
  const { hub } = await testHub({ environment: { TIME_ZONE: 'Europe/Berlin' } })
  return hub.app.inject({ url, headers: { host } })
}

test('it says by which address the hub was reached, and what its clock shows', async () => {
  const reply = await get('/connect')
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(reply.body).toContain('This device reaches SxncD hub')
  expect(reply.body).toContain('<code>http://192.168.1.5:9693</code>')
  expect(reply.body).toContain('datetime="2025-03-01T12:00:00.000Z">1 Mar 2025, 13:00:00')
  expect(reply.body).toContain('Everybody on this network')
})

test('it shows the steps of an app that the hub has, and of no other', async () => {
  expect((await get('/connect?app=obtainium')).body).toMatch(/<li>.*Obtainium/)
  for (const other of ['nothing', '__proto__', '<b>', '']) {
    expect((await get(`/connect?app=${encodeURIComponent(other)}`)).body).toContain('Open the app')
  }
})

test('nothing of it is markup that a stranger wrote, and nothing in it may run but its one file', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  await owner.send('PATCH', '/api/v1/settings', { hubName: '<img src=x onerror=alert(1)>' })
  const reply = await hub.app.inject({ url: '/connect', headers: { host: 'a"><script>.local' } })
  expect(reply.body).not.toMatch(/<img|<script>/)
  const policy = String((await get('/connect')).headers['content-security-policy'])
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'sha256-/)
  expect(policy).not.toContain('unsafe')
  const script = await get('/connect.js')
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(script.headers['x-content-type-options']).toBe('nosniff')
})

test.each([
  [0, /agrees/],
  [9_000, /agrees/],
  [60_000, /^It is 60 seconds ahead of the hub\.$/],
  [-180_000, /^It is 3 minutes behind the hub\.$/],
  [600_000, /10 minutes ahead .* by the network/],
  [-7_200_000, /2 hours behind/],
])('a clock that is %i ms ahead: %s', (ahead, words) => {
  const difference = { textContent: '' }
  const now = Date.parse('2025-03-01T12:00:00Z')
  runInNewContext(connectPage.script, {
    Date: { parse: Date.parse, now: () => now + ahead },
    document: {
      querySelector: () => ({ dateTime: '2025-03-01T12:00:00Z' }),
      getElementById: () => difference,
    },
  })
  expect(difference.textContent).toMatch(words)
})
