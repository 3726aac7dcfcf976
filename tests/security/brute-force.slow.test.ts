import { expect, test } from 'vitest'
import type { Hub } from '../../server/hub.ts'
import { minutes } from '../../server/lib/clock.ts'
import { browserOf, goodPassword, memberBrowser, ownerBrowser } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { keyFor, testHub } from '../helpers/hub.ts'

const guesses = process.env.SECURITY === 'full' ? 10_000 : 1_000
const tenMinutes = minutes(10)

type Guess = (index: number) => Promise<{ readonly status: number; readonly code: string }>

async function ask(hub: Hub, method: 'GET' | 'POST', url: string, from: string, more: object) {
  const { headers = {}, body } = more as { headers?: Record<string, string>; body?: object }
  const reply = await hub.app.inject({
    method,
    url,
    remoteAddress: from,
    headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
    ...(body && { payload: JSON.stringify(body) }),
  })
  return { status: reply.statusCode, code: String(reply.headers['x-sxncd-error']) }
}

/** Guesses over ten minutes. @returns how many were looked at, and how many were right */
async function bruteForce(clock: { now: number }, guess: Guess) {
  const counts = { evaluated: 0, right: 0 }
  for (let index = 0; index < guesses; index += 1) {
    const { status } = await guess(index)
    if (status !== 429) counts.evaluated += 1
    if (status === 200) counts.right += 1
    clock.now += tenMinutes / guesses
  }
  return counts
}

/** Guesses from one place, and from ever new ones. */
const places: [string, (index: number) => string][] = [
  ['one address', () => '192.0.2.7'],
  ['a /64 of IPv6', (index) => `2001:db8::${index.toString(16)}`],
  [
    'ever new addresses',
    (index) => `198.${(index >> 16) + 18}.${(index >> 8) & 255}.${index & 255}`,
  ],
]

const session = (hub: Hub, from: string, body: object) =>
  ask(hub, 'POST', '/api/v1/session', from, { body })

test.each(places)(
  'the password of an account, from %s: 15 guesses are looked at in 10 minutes',
  async (place, from) => {
    const { hub, clock } = await testHub()
    await ownerBrowser(hub)
    const names = ['Ada', 'ADA', 'ada', 'Ad\u0061']
    const { evaluated, right } = await bruteForce(clock, (index) =>
      session(hub, from(index), { name: names[index % 4], password: `guess ${index}` }),
    )
    figure('guesses of a password', guesses, right, `looked at in 10 minutes: ${evaluated} at most`)
    expect([evaluated <= 15, right]).toEqual([true, 0])
    expect(place).toBeDefined()
  },
)

test('passwords of many accounts from one address: 15 as well', async () => {
  const { hub, clock } = await testHub()
  const { evaluated } = await bruteForce(clock, (index) =>
    session(hub, '192.0.2.7', { name: `name ${index}`, password: 'password12345' }),
  )
  figure('guesses of a password', guesses)
  expect(evaluated).toBeLessThanOrEqual(15)
})

test('the current password in an open window: 15 as well', async () => {
  const { hub, clock } = await testHub()
  const window = await ownerBrowser(hub)
  const { evaluated, right } = await bruteForce(clock, async (index) => {
    const body = { current: `guess ${index}`, password: 'that of the thief' }
    const { status, code } = await window.send('PUT', '/api/v1/password', body)
    return { status, code: String(code) }
  })
  figure('guesses of a password', guesses, right)
  expect([evaluated <= 15, right]).toEqual([true, 0])
})

test.each(places.slice(0, 2))(
  'the set-up link, from %s: 15 guesses; the owner still gets in',
  async (_, from) => {
    const { hub, clock } = await testHub()
    const token = await hub.newSetUpToken()
    const setUp = (place: string, sent: string | undefined) =>
      ask(hub, 'POST', '/api/v1/set-up', place, {
        body: { token: sent, name: 'Eve', password: goodPassword },
      })
    const { evaluated, right } = await bruteForce(clock, (index) =>
      setUp(from(index), `${index}`.padStart(43, 'A')),
    )
    figure(
      'guesses of the set-up link',
      guesses,
      right,
      `looked at in 10 minutes: ${evaluated} at most`,
    )
    expect([evaluated <= 15, right]).toEqual([true, 0])
    expect((await setUp('127.0.0.1', token)).status).toBe(200)
  },
)

/** Strangers from ever new networks, as many at once as a fast line brings in a few seconds. */
function flood(hub: Hub, count: number) {
  return Array.from({ length: count }, (_, index) =>
    session(hub, `2001:${index.toString(16)}:1:2::3`, {
      name: index % 2 ? 'Ada' : `name ${index}`,
      password: `guess ${index}`,
    }),
  )
}

test('strangers from 200 networks do not keep the owner out of a browser that was signed in', async () => {
  const { hub } = await testHub({ overrides: { scryptCost: { N: 2 ** 14, r: 8, p: 1 } } })
  const owner = await ownerBrowser(hub)
  for (let time = 0; time < 5; time += 1) {
    await owner.send('DELETE', '/api/v1/session')
    const strangers = flood(hub, 200)
    const { status } = await owner.send('POST', '/api/v1/session', {
      name: 'Ada',
      password: goodPassword,
    })
    expect(status).toBe(200)
    const right = (await Promise.all(strangers)).filter((one) => one.status === 200)
    figure('lock-outs: a known browser signs in while strangers guess from ever new networks', 201)
    expect(right).toEqual([])
  }
}, 120_000)

test('who has a good link gets in, whatever others have tried from the same address', async () => {
  const { hub } = await testHub()
  const token = await hub.newSetUpToken()
  const from = '192.0.2.7'
  const wrong = (url: string) =>
    ask(hub, 'POST', url, from, {
      body: { token: 'A'.repeat(43), name: 'Eve', password: goodPassword },
    })
  const right = (url: string, good: string | undefined, name: string) =>
    ask(hub, 'POST', url, from, { body: { token: good, name, password: goodPassword } })
  for (let index = 0; index < 20; index += 1) await wrong('/api/v1/set-up')
  expect((await wrong('/api/v1/set-up')).code).toBe('too_many_sign_ins')
  expect((await right('/api/v1/set-up', token, 'Ada')).status).toBe(200)
  const owner = browserOf(hub)
  await owner.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  const { body } = await owner.send('POST', '/api/v1/invites', {})
  expect((await wrong('/api/v1/invites/accept')).code).toBe('too_many_sign_ins')
  const invited = await right('/api/v1/invites/accept', String(body.url).split('#')[1], 'Mia')
  expect(invited.status).toBe(200)
  figure('lock-outs: a good link after wrong ones from the same address', 2)
})

test('from the addresses of one customer, a /48 of IPv6: 240 guesses in 10 minutes', async () => {
  const { hub, clock } = await testHub()
  const { evaluated } = await bruteForce(clock, (index) =>
    session(hub, `2001:db8:1:${((index * 257) % 65_536).toString(16)}::1`, {
      name: `name ${index}`,
      password: 'password12345',
    }),
  )
  figure('guesses of a password', guesses)
  expect(evaluated).toBeLessThanOrEqual(80 + 160)
})

test('the password in an open window is counted for its person alone', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  for (let index = 0; index < 30; index += 1) {
    await session(hub, '127.0.0.1', { name: `name ${index}`, password: 'a guess' })
  }
  const change = { current: goodPassword, password: 'another good one' }
  expect((await owner.send('PUT', '/api/v1/password', change)).status).toBe(200)
})

test('the ticket of a QR code: 15 guesses', async () => {
  const { hub, clock } = await testHub({ environment: { LAN: 'on' } })
  const owner = await ownerBrowser(hub)
  await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  const { evaluated, right } = await bruteForce(clock, (index) =>
    ask(hub, 'POST', '/api/v1/pairings', '192.168.1.7', {
      body: { deviceName: 'x', app: 'thunder', ticket: `${index}`.padStart(22, 'A') },
    }),
  )
  figure('guesses of a pairing ticket, code or secret', guesses, right)
  expect([evaluated <= 15, right]).toEqual([true, 0])
})

test('the code of a device that asks to pair opens nothing to anybody but the owner', async () => {
  const { hub, clock } = await testHub({ environment: { LAN: 'on' } })
  const owner = await ownerBrowser(hub)
  const member = await memberBrowser(hub, owner, 'Mia')
  const key = await keyFor(hub)
  const asked = await browserOf(hub).send('POST', '/api/v1/pairings', {
    deviceName: 'Pixel',
    app: 'thunder',
  })
  const { id, code } = asked.body as { id: string; code: string }
  const shown = member.sessionHeaders()
  // Not even the right code, from anybody else.
  const callers = [{}, { authorization: key }, shown]
  let approved = 0
  for (let index = 0; index < guesses; index += 1) {
    const headers = callers[index % callers.length] ?? {}
    const name = index % 10 < 3 ? code : `A${index}`
    const url = `/api/v1/pairing-requests/${name}/approve`
    const { status } = await ask(hub, 'POST', url, '192.168.1.7', { headers, body: {} })
    if (status !== 401 && status !== 403) approved += 1
    const secret = await ask(hub, 'GET', `/api/v1/pairings/${id}`, '192.168.1.7', {
      headers: { authorization: `Bearer ${`${index}`.padStart(43, 'A')}` },
    })
    if (secret.status !== 404) approved += 1
    clock.now += minutes(4) / guesses
  }
  figure('guesses of a pairing ticket, code or secret', guesses * 2, approved)
  expect(approved).toBe(0)
})

test('keys: after 20 wrong ones from an address one a minute is told apart', async () => {
  const { hub, clock } = await testHub()
  const { evaluated, right } = await bruteForce(clock, (index) =>
    ask(hub, 'GET', '/api/v1/sync/settings', '192.0.2.7', {
      headers: { authorization: `sxncd_${`${index}`.padStart(49, 'A')}` },
    }),
  )
  figure('guesses of a key', guesses, right, `answered in 10 minutes: ${evaluated} at most`)
  expect([evaluated <= 30, right]).toEqual([true, 0])
})
