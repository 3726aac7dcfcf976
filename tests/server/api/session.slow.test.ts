import { expect, test } from 'vitest'
import { days, minutes } from '../../../server/lib/clock.ts'
import { accountOf, linkIdentity } from '../../../server/sign-in/identities.ts'
import {
  type Browser,
  browserOf,
  goodPassword,
  memberBrowser,
  ownerBrowser,
} from '../../helpers/browser.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'

test('a new hub waits for its owner, who is made by the link and signed in', async () => {
  const { hub } = await testHub()
  const browser = browserOf(hub)
  expect((await browser.send('GET', '/api/v1/session')).body).toMatchObject({
    needsOwner: true,
    account: null,
  })
  const token = await hub.newSetUpToken()
  const made = await browser.send('POST', '/api/v1/set-up', {
    token,
    name: 'Ada',
    password: goodPassword,
  })
  expect(made.status).toBe(200)
  const [session, known] = [made.headers['set-cookie']].flat()
  expect(session).toMatch(/^sxncd-session=.*HttpOnly; SameSite=Lax/)
  expect(known).toMatch(/^sxncd-known-[0-9a-f]{16}=.*HttpOnly; SameSite=Strict/)
  expect((await browser.send('GET', '/api/v1/session')).body).toMatchObject({
    needsOwner: false,
    account: { name: 'Ada', role: 'owner' },
  })
  expect(await hub.newSetUpToken()).toBeUndefined()
})

test('the set-up link works once, for 30 minutes, and only the newest one', async () => {
  const { hub, clock } = await testHub()
  const browser = browserOf(hub)
  const setUp = async (token: string | undefined) =>
    (await browser.send('POST', '/api/v1/set-up', { token, name: 'Ada', password: goodPassword }))
      .code
  const first = await hub.newSetUpToken()
  const second = await hub.newSetUpToken()
  expect(await setUp(first)).toBe('set_up_closed')
  clock.now += minutes(31)
  expect(await setUp(second)).toBe('set_up_closed')
  const third = await hub.newSetUpToken()
  expect(await setUp(third)).toBeUndefined()
  expect(await setUp(third)).toBe('set_up_closed')
})

test('the owner may take over an account that the command line made, with all that is its own', async () => {
  const { hub } = await testHub()
  await keyFor(hub, 'thunder', 'Ada')
  const owner = await ownerBrowser(hub, 'ada')
  const { keys } = (await owner.send('GET', '/api/v1/keys')).body as { keys: unknown[] }
  expect(keys).toHaveLength(1)
  expect(await hub.newSetUpToken()).toBeUndefined()
})

test('a weak password or a taken name does not cost the link', async () => {
  const { hub } = await testHub()
  const browser = browserOf(hub)
  const token = await hub.newSetUpToken()
  const weak = await browser.send('POST', '/api/v1/set-up', {
    token,
    name: 'Ada',
    password: 'short',
  })
  expect(weak.code).toBe('password_weak')
  const good = await browser.send('POST', '/api/v1/set-up', {
    token,
    name: 'Ada',
    password: goodPassword,
  })
  expect(good.status).toBe(200)
})

test('a password signs in under any case of the name; anything else gets the same answer', async () => {
  const { hub, clock } = await testHub()
  await ownerBrowser(hub)
  const browser = browserOf(hub)
  const signIn = (name: string, password: string) =>
    browser.send('POST', '/api/v1/session', { name, password })
  const wrong = await signIn('Ada', 'wrong password')
  const nobody = await signIn('Nobody', 'wrong password')
  expect(wrong.status).toBe(401)
  expect(nobody.body).toEqual(wrong.body)
  clock.now += minutes(10)
  expect((await signIn('ADA', goodPassword)).status).toBe(200)
})

test('guesses are slowed down per name and per address: at most 15 of many in 10 minutes', async () => {
  const { hub, clock } = await testHub()
  await ownerBrowser(hub)
  const browser = browserOf(hub)
  let evaluated = 0
  for (let guess = 0; guess < 60; guess += 1) {
    const reply = await browser.send('POST', '/api/v1/session', { name: 'Ada', password: 'guess' })
    if (reply.status === 401) evaluated += 1
    else expect(reply.status).toBe(429)
    clock.now += minutes(10) / 60
  }
  expect(evaluated).toBeLessThanOrEqual(15)
})

test('a session ends by signing out, by idling, and after its whole life', async () => {
  const { hub, clock } = await testHub()
  const browser = await ownerBrowser(hub)
  const isIn = async () => (await browser.send('GET', '/api/v1/sessions')).status === 200
  expect(await isIn()).toBe(true)
  for (let week = 0; week < 12; week += 1) {
    clock.now += days(7)
    expect(await isIn()).toBe(true)
  }
  clock.now += days(7)
  expect(await isIn()).toBe(false)

  const again = browserOf(hub)
  await again.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  expect((await again.send('DELETE', '/api/v1/session')).status).toBe(200)
  expect((await again.send('GET', '/api/v1/sessions')).code).toBe('sign_in_needed')

  await again.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  clock.now += days(15)
  expect((await again.send('GET', '/api/v1/sessions')).code).toBe('sign_in_needed')
})

test('signing in changes the session: one that was planted before is worth nothing', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const planted = [...owner.cookies.values()][0]
  const plantedProof = owner.proof
  await owner.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  expect([...owner.cookies.values()][0]).not.toBe(planted)
  const thief = browserOf(hub)
  thief.cookies.set('sxncd-session', String(planted))
  for (const proof of [plantedProof, owner.proof]) {
    thief.proof = proof
    expect((await thief.send('GET', '/api/v1/sessions')).status).toBe(401)
  }
})

test('sessions are listed and ended one by one, or all but this one', async () => {
  const { hub } = await testHub()
  const one = await ownerBrowser(hub)
  const two = browserOf(hub, 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36')
  await two.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  const { sessions } = (await one.send('GET', '/api/v1/sessions')).body as {
    sessions: { id: string; current: boolean; browser: string }[]
  }
  expect(sessions.map(({ browser }) => browser).sort()).toEqual([
    'Chrome on Windows',
    'Firefox on Linux',
  ])
  const other = sessions.find(({ current }) => !current)
  expect((await one.send('DELETE', `/api/v1/sessions/${other?.id}`)).status).toBe(200)
  expect((await two.send('GET', '/api/v1/sessions')).status).toBe(401)
  expect((await one.send('DELETE', '/api/v1/sessions/nothing')).status).toBe(404)
})

test('a new password needs the current one and ends the other sessions', async () => {
  const { hub } = await testHub()
  const one = await ownerBrowser(hub)
  const two = browserOf(hub)
  await two.send('POST', '/api/v1/session', { name: 'Ada', password: goodPassword })
  const wrong = await one.send('PUT', '/api/v1/password', {
    current: 'not this',
    password: 'another good one',
  })
  expect(wrong.code).toBe('password_wrong')
  const right = await one.send('PUT', '/api/v1/password', {
    current: goodPassword,
    password: 'another good one',
  })
  expect(right.status).toBe(200)
  expect((await one.send('GET', '/api/v1/sessions')).status).toBe(200)
  expect((await two.send('GET', '/api/v1/sessions')).status).toBe(401)
})

test('a new password can end the linked ways in, so that nobody comes back through one', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const [account] = await hub.store.accounts.list()
  if (!account) throw new Error('there is no account')
  const thief = {
    way: 'github' as const,
    issuer: 'https://github.com',
    subject: '666',
    label: 'thief',
  }
  await hub.store.change((records) => linkIdentity(records, account.id, thief, clock.now))
  const identities = async () =>
    ((await owner.send('GET', '/api/v1/sign-ins')).body.identities as unknown[]).length
  const change = (current: string, password: string, unlink?: boolean) =>
    owner.send('PUT', '/api/v1/password', { current, password, ...(unlink && { unlink }) })
  expect((await change('not this', 'another good one', true)).code).toBe('password_wrong')
  expect((await change(goodPassword, 'another good one')).status).toBe(200)
  expect(await identities()).toBe(1)
  expect((await change('another good one', 'a third good one', true)).status).toBe(200)
  expect(await identities()).toBe(0)
  expect(await accountOf(hub.store, thief)).toBeUndefined()
})

test('an invitation makes one member, who is not an owner', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const invite = await owner.send('POST', '/api/v1/invites', { note: 'Grace' })
  const secret = String(invite.body.url).split('#')[1]
  const browser = browserOf(hub)
  const look = await browser.send('POST', '/api/v1/invites/look', { token: secret })
  expect(look.body).toMatchObject({ invite: { from: 'Ada' } })
  const accept = (one: Browser, name: string) =>
    one.send('POST', '/api/v1/invites/accept', { token: secret, name, password: goodPassword })
  expect((await accept(browser, 'ada')).code).toBe('account_exists')
  expect((await accept(browser, 'Grace')).status).toBe(200)
  expect((await accept(browserOf(hub), 'Eve')).status).toBe(404)
  expect((await browser.send('GET', '/api/v1/accounts')).code).toBe('owner_only')
  expect((await owner.send('GET', '/api/v1/invites')).body.invites).toEqual([])
})

test('an invitation expires after a week and can be taken back', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const make = async () => {
    const { body } = await owner.send('POST', '/api/v1/invites', {})
    return { secret: String(body.url).split('#')[1], id: (body.invite as { id: string }).id }
  }
  const back = await make()
  expect((await owner.send('DELETE', `/api/v1/invites/${back.id}`)).status).toBe(200)
  const look = async (token: string | undefined) =>
    (await owner.send('POST', '/api/v1/invites/look', { token })).status
  expect(await look(back.secret)).toBe(404)
  const old = await make()
  clock.now += days(8)
  expect(await look(old.secret)).toBe(404)
})

test('an account that is switched off is out at once; the last owner cannot be', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const member = await memberBrowser(hub, owner, 'Grace')
  expect((await owner.send('PATCH', '/api/v1/accounts/Grace', { disabled: true })).status).toBe(200)
  expect((await member.send('GET', '/api/v1/sessions')).status).toBe(401)
  expect((await owner.send('PATCH', '/api/v1/accounts/Ada', { disabled: true })).code).toBe(
    'last_owner',
  )
  expect((await owner.send('PATCH', '/api/v1/accounts/Ada', { role: 'member' })).code).toBe(
    'last_owner',
  )
})

test('no other page can make a browser change something, and no foreign name reaches the hub', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const attacks = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:9693' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:1' },
  ]
  for (const headers of attacks) {
    const reply = await owner.send('DELETE', '/api/v1/sessions', undefined, headers)
    expect([reply.status, reply.code]).toEqual([403, 'cross_site'])
  }
  const rebound = { host: 'evil.example:9693', origin: 'http://evil.example:9693' }
  expect((await owner.send('GET', '/api/v1/session', undefined, rebound)).status).toBe(421)
  const form = await owner.send(
    'POST',
    '/api/v1/session',
    { name: 'Ada', password: goodPassword },
    {
      'content-type': 'text/plain',
    },
  )
  expect(form.status).toBe(415)
})

test('behind HTTPS the cookie is Secure and bound to the host', async () => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: '127.0.0.1' } })
  const token = await hub.newSetUpToken()
  const browser = browserOf(hub)
  const made = await browser.send(
    'POST',
    '/api/v1/set-up',
    { token, name: 'Ada', password: goodPassword },
    { 'x-forwarded-proto': 'https', origin: 'https://localhost:9693' },
  )
  const [session, known] = [made.headers['set-cookie']].flat()
  expect(session).toMatch(/^__Host-sxncd-session=.*Secure/)
  expect(known).toMatch(/^__Host-sxncd-known-[0-9a-f]{16}=.*Secure/)
})
