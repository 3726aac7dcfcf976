import { expect, test } from 'vitest'
import { acceptIdentity } from '../../../server/api/provider-sign-in.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { type TestHub, testHub } from '../../helpers/hub.ts'

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
