import { expect, test } from 'vitest'
import { createAccount, maxAccounts } from '../../../server/accounts/accounts.ts'
import { acceptIdentity } from '../../../server/api/provider-sign-in.ts'
import { maxIdentities } from '../../../server/sign-in/identities.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { type TestHub, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

const grace = {
  way: 'oidc' as const,
  issuer: 'https://id.example',
  subject: '42',
  label: 'grace@example',
}

type SignUp = 'closed' | 'invite' | 'open'

/** Stands for the end of a provider's flow: the identity is proven. */
function arrive(
  { hub, clock }: TestHub,
  signUp: SignUp,
  more: { link?: string; invite?: string } = {},
) {
  const cookies: string[] = []
  const request = {
    headers: { 'user-agent': 'Firefox/1 Linux' },
    protocol: 'http',
    ip: '127.0.0.1',
    log: { info: () => {} },
  }
  const reply = { header: (_: string, value: string) => cookies.push(value) }
  const parts = { store: hub.store, now: () => clock.now, events: hub.events, signUp }
  const context = { returnTo: '/apps/thunder', ...more, request, reply }
  return acceptIdentity(parts, grace, context as never).then((redirect) => ({ redirect, cookies }))
}

const look = ({ hub }: TestHub, token: string) =>
  browserOf(hub).send('POST', '/api/v1/invites/look', { token })

test('an unknown identity becomes a member only where sign-up allows it', async () => {
  const test = await testHub()
  const owner = await ownerBrowser(test.hub)
  expect((await arrive(test, 'closed')).redirect).toBe('/sign-in?problem=closed')
  expect((await arrive(test, 'invite')).redirect).toBe('/sign-in?problem=invite_needed')
  const { body } = await owner.send('POST', '/api/v1/invites', {})
  const invite = String(body.url).split('#')[1] as string
  const joined = await arrive(test, 'invite', { invite })
  expect(joined.redirect).toMatch(/^\/apps\/thunder#proof=[\w-]{43}$/)
  expect(joined.cookies[0]).toMatch(/^sxncd-session=/)
  // It is known now, and needs no invitation any more.
  expect((await arrive(test, 'closed')).redirect).toMatch(/^\/apps\/thunder#proof=/)
  const accounts = await test.hub.store.accounts.list()
  expect(accounts.map(({ name, role }) => [name, role])).toEqual([
    ['Ada', 'owner'],
    ['grace@example', 'member'],
  ])
  expect((await look(test, invite)).status).toBe(404)
})

test('an invitation is not used up by somebody who is a member already', async () => {
  const test = await testHub()
  const owner = await ownerBrowser(test.hub)
  await arrive(test, 'open')
  const { body } = await owner.send('POST', '/api/v1/invites', {})
  const invite = String(body.url).split('#')[1] as string
  await arrive(test, 'invite', { invite })
  expect((await look(test, invite)).status).toBe(200)
})

test('an identity is linked to one account only, and taken away unless it is the last way in', async () => {
  const test = await testHub()
  const owner = await ownerBrowser(test.hub)
  await memberBrowser(test.hub, owner, 'Linus')
  const [ada, linus] = await test.hub.store.accounts.list()
  expect((await arrive(test, 'closed', { link: ada?.id ?? '' })).redirect).toBe(
    '/account?linked=oidc',
  )
  expect((await arrive(test, 'closed', { link: linus?.id ?? '' })).redirect).toBe(
    '/account?problem=linked_elsewhere',
  )
  const { identities } = (await owner.send('GET', '/api/v1/sign-ins')).body as {
    identities: { id: string; label: string }[]
  }
  expect(identities.map(({ label }) => label)).toEqual(['grace@example'])
  const path = `/api/v1/sign-ins/${identities[0]?.id}`
  expect((await owner.send('DELETE', path)).status).toBe(200)
  expect((await owner.send('DELETE', path)).status).toBe(404)
})

test('an account that is switched off cannot come in by a provider either', async () => {
  const test = await testHub()
  const owner = await ownerBrowser(test.hub)
  await arrive(test, 'open')
  await owner.send('PATCH', '/api/v1/accounts/grace@example', { disabled: true })
  expect((await arrive(test, 'open')).redirect).toBe('/sign-in?problem=disabled')
})

test('an account has so many sign-ins by providers', async () => {
  const test = await testHub()
  const owner = await ownerBrowser(test.hub)
  const link = (await test.hub.store.accounts.list())[0]?.id ?? ''
  const others = Array.from({ length: maxIdentities - 1 }, (_, at) => ({
    ...{ ...grace, subject: `another ${at}` },
    ...{ id: `${at}`, addedAt: 0 },
  }))
  const ways = await test.hub.store.signIns.get(link)
  await test.hub.store.signIns.put(link, { ...ways, identities: others })
  expect((await arrive(test, 'closed', { link })).redirect).toBe('/account?linked=oidc')
  const all = (await test.hub.store.signIns.get(link))?.identities ?? []
  const full = all.map((one) => (one.subject === '42' ? { ...one, subject: '43' } : one))
  await test.hub.store.signIns.put(link, { ...ways, identities: full })
  expect((await arrive(test, 'closed', { link })).redirect).toBe('/account?problem=too_many_linked')
  expect((await owner.send('GET', '/api/v1/sign-ins')).status).toBe(200)
})

test('where sign-up is open, strangers make so many accounts, and an invitation stays good', async () => {
  const test = await testHub({ overrides: { store: { syncs: noSyncs } } })
  const owner = await ownerBrowser(test.hub)
  const invited = String((await owner.send('POST', '/api/v1/invites', {})).body.url)
  const invite = invited.split('#')[1] as string
  for (let count = 1; count < maxAccounts; count += 1) {
    await createAccount(test.hub.store, `member ${count}`, 'member', 0)
  }
  expect((await arrive(test, 'open')).redirect).toBe('/sign-in?problem=full')
  expect((await arrive(test, 'invite', { invite })).redirect).toBe('/sign-in?problem=full')
  expect((await look(test, invite)).status).toBe(200)
})
