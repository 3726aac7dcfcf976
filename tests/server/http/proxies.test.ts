import { expect, test } from 'vitest'
import { testHub } from '../../helpers/hub.ts'

/** From where the hub takes a request to come, judged by its log. */
async function seenFrom(trust: string, remoteAddress: string, forwarded: string) {
  const { hub, logged } = await testHub({ environment: { TRUST_PROXY: trust } })
  await hub.app.inject({
    url: '/api/v1/nothing',
    remoteAddress,
    headers: { 'x-forwarded-for': forwarded },
  })
  return logged.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'refused').from
}

test.each([
  ['without TRUST_PROXY nobody is believed', '', '127.0.0.1', '203.0.113.9', '127.0.0.1'],
  ['a proxy is believed', '10.0.0.1', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['others are not', '10.0.0.1', '10.0.0.2', '203.0.113.9', '10.0.0.2'],
  ['a network of proxies', '10.0.0.0/8, ::1', '10.9.9.9', '203.0.113.9', '203.0.113.9'],
  ['IPv6', 'fd00::/8', 'fd00::7', '2001:db8::1', '2001:db8::1'],
  ['names of private networks', 'uniquelocal', '192.168.1.2', '203.0.113.9', '203.0.113.9'],
  [
    'what a client wrote before the proxy did is not believed',
    '10.0.0.1',
    '10.0.0.1',
    '198.51.100.1, 203.0.113.9',
    '203.0.113.9',
  ],
  [
    'two proxies in a row',
    '10.0.0.1, 10.0.0.2',
    '10.0.0.1',
    '203.0.113.9, 10.0.0.2',
    '203.0.113.9',
  ],
  ['an address with a port', '10.0.0.1', '10.0.0.1', '203.0.113.9:51234', '203.0.113.9'],
  ['IPv6 with a port', '10.0.0.1', '10.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
  [
    'a proxy that writes its port as well',
    '10.0.0.1, 10.0.0.2',
    '10.0.0.1',
    '203.0.113.9, 10.0.0.2:4433',
    '203.0.113.9',
  ],
  ['what is no address', '10.0.0.1', '10.0.0.1', 'who/knows?', 'unknown'],
])('%s', async (_, trust, remoteAddress, forwarded, seen) => {
  expect(await seenFrom(trust, remoteAddress, forwarded)).toBe(seen)
})

test('a client cannot get around the limit on failed keys by a forwarded header', async () => {
  const { hub } = await testHub()
  const statuses = []
  for (let i = 0; i < 21; i += 1) {
    const reply = await hub.app.inject({
      url: '/api/v1/sync/settings',
      headers: { authorization: 'wrong', 'x-forwarded-for': `203.0.113.${i}` },
    })
    statuses.push(reply.statusCode)
  }
  expect(statuses).toEqual([...Array(20).fill(401), 429])
})

test('behind a proxy each client has a limit of its own', async () => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: 'loopback' } })
  const from = (address: string) =>
    hub.app.inject({
      url: '/api/v1/sync/settings',
      headers: { authorization: 'wrong', 'x-forwarded-for': address },
    })
  for (let i = 0; i < 21; i += 1) await from('203.0.113.9')
  expect((await from('203.0.113.9')).statusCode).toBe(429)
  expect((await from('203.0.113.10')).statusCode).toBe(401)
})

test('a new port with each connection does not take the brake off wrong keys', async () => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: 'loopback' } })
  const statuses = []
  for (let i = 0; i < 21; i += 1) {
    const reply = await hub.app.inject({
      url: '/api/v1/sync/settings',
      headers: { authorization: 'wrong', 'x-forwarded-for': `203.0.113.9:${50_000 + i}` },
    })
    statuses.push(reply.statusCode)
  }
  expect(statuses.at(-1)).toBe(429)
})

test('a scheme that is none counts for nothing', async () => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: 'loopback' } })
  const addressBy = async (proto: string) => {
    const headers = { host: 'hub.local', 'x-forwarded-proto': proto }
    const { body } = await hub.app.inject({ url: '/connect', headers })
    return /<code>([^<]*)</.exec(body)?.[1]
  }
  expect(await addressBy('HTTPS')).toBe('https://hub.local')
  expect(await addressBy('javascript')).toBe('http://hub.local')
})
