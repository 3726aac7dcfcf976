import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { minutes, seconds } from '../../../server/lib/clock.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'

const ask = (hub: Hub, authorization: string | undefined, remoteAddress = '192.0.2.1') =>
  hub.app.inject({
    url: '/api/v1/sync/history',
    remoteAddress,
    headers: authorization === undefined ? {} : { authorization },
  })

async function statuses(count: number, one: (i: number) => ReturnType<typeof ask>) {
  const found: number[] = []
  for (let i = 0; i < count; i += 1) found.push((await one(i)).statusCode)
  return found
}

test('a key has 300 requests at once, then 5 a second; others are not touched', async () => {
  const { hub, clock } = await testHub()
  const [busy, calm] = [await keyFor(hub), await keyFor(hub)]
  expect(new Set(await statuses(300, () => ask(hub, busy)))).toEqual(new Set([200]))
  const refused = await ask(hub, busy)
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('1')
  expect(refused.json()).toEqual({
    success: false,
    error: 'Too many requests with this key. Try again in 1 s.',
  })
  expect((await ask(hub, calm)).statusCode).toBe(200)
  clock.now += seconds(1)
  expect(await statuses(6, () => ask(hub, busy))).toEqual([200, 200, 200, 200, 200, 429])
})

test.each([
  ['wrong keys', (i: number) => `wrong ${i}`],
  ['mistyped keys', (i: number) => `sxncd_${i}`],
  ['no key', () => undefined],
])('%s: 20 at once from one place, then 1 a minute, however the clock goes', async (_, key) => {
  const { hub, clock } = await testHub()
  expect(await statuses(21, (i) => ask(hub, key(i)))).toEqual([...Array(20).fill(401), 429])
  const refused = await ask(hub, key(22))
  expect(refused.headers['retry-after']).toBe('60')
  expect(refused.json().error).toBe('Too many wrong keys from this address. Try again in 60 s.')
  clock.now += minutes(1)
  expect(await statuses(2, (i) => ask(hub, key(i)))).toEqual([401, 429])
  clock.now -= minutes(600)
  expect((await ask(hub, key(1))).statusCode).toBe(429)
  clock.now += minutes(1)
  expect((await ask(hub, key(1))).statusCode).toBe(401)
})

test('a good key passes from a place that is shut out', async () => {
  const { hub } = await testHub()
  const good = await keyFor(hub)
  await statuses(25, () => ask(hub, 'wrong'))
  expect((await ask(hub, 'wrong')).statusCode).toBe(429)
  expect((await ask(hub, good)).statusCode).toBe(200)
  expect((await ask(hub, good)).statusCode).toBe(200)
})

test('another place has its own count; a whole IPv6 /64 is one place', async () => {
  const { hub } = await testHub()
  await statuses(21, (i) => ask(hub, 'wrong', `2001:db8:1:2::${i}`))
  expect((await ask(hub, 'wrong', '2001:db8:1:2:ffff::')).statusCode).toBe(429)
  expect((await ask(hub, 'wrong', '2001:db8:1:3::1')).statusCode).toBe(401)
  expect((await ask(hub, 'wrong', '192.0.2.2')).statusCode).toBe(401)
})

test('RATE_LIMIT=off limits nothing', async () => {
  const { hub } = await testHub({ environment: { RATE_LIMIT: 'off' } })
  const good = await keyFor(hub)
  expect(new Set(await statuses(40, () => ask(hub, 'wrong')))).toEqual(new Set([401]))
  expect(new Set(await statuses(320, () => ask(hub, good)))).toEqual(new Set([200]))
})

test('routes for anyone are not limited by failed keys', async () => {
  const { hub } = await testHub()
  await statuses(25, () => ask(hub, 'wrong'))
  expect((await hub.app.inject({ url: '/health', remoteAddress: '192.0.2.1' })).statusCode).toBe(
    200,
  )
})

test('a session changes things as often as a key may, and no more', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const statuses = new Set<number>()
  for (let at = 0; at < 300; at += 1) {
    const body = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: 'abc' }
    statuses.add((await owner.send('POST', '/api/v1/slots/thunder/file', body)).status)
  }
  expect([...statuses]).toEqual([200])
  const more = await owner.send('POST', '/api/v1/slots/thunder/file', {})
  expect([more.status, more.code]).toEqual([429, 'too_many_changes'])
  expect((await owner.send('GET', '/api/v1/slots')).status).toBe(200)
})
