import { expect, test } from 'vitest'
import type { Hub } from '../../server/hub.ts'
import { linkIdentity } from '../../server/sign-in/identities.ts'
import { type Browser, browserOf, memberBrowser, ownerBrowser } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'
import { noSyncs } from '../helpers/no-syncs.ts'

const secret = 'CANARY-OF-EVE'
const upload = (settings: string) => ({
  deviceName: `${secret}-device`,
  savedTs: '2025-03-01T10:00:00Z',
  settings,
})

/** A hub on which Eve, a member, has one of everything that a route can name. */
async function prepared() {
  const overrides = { store: { syncs: noSyncs } }
  const { hub, clock } = await testHub({
    environment: { RATE_LIMIT: 'off', LAN: 'on' },
    overrides,
  })
  const owner = await ownerBrowser(hub, 'Olga')
  const eve = await memberBrowser(hub, owner, 'Eve')
  const mia = await memberBrowser(hub, owner, 'Mia')
  const key = await keyFor(hub, 'thunder', 'Eve')
  for (const text of [`${secret}-1`, `${secret}-2`]) await post(hub, key, upload(text))
  const account = (await hub.store.accounts.list()).find(({ name }) => name === 'Eve')
  if (!account) throw new Error('Eve is not there')
  const identity = { way: 'oidc' as const, issuer: 'https://id', subject: secret, label: secret }
  await hub.store.change((records) => linkIdentity(records, account.id, identity, clock.now))
  const asked = await browserOf(hub).send('POST', '/api/v1/pairings', {
    deviceName: secret,
    app: 'thunder',
  })
  const { sessions } = (await eve.send('GET', '/api/v1/sessions')).body as {
    sessions: { id: string }[]
  }
  const { identities } = (await eve.send('GET', '/api/v1/sign-ins')).body as {
    identities: { id: string }[]
  }
  const [invite] = [(await owner.send('POST', '/api/v1/invites', {})).body.invite as { id: string }]
  const keys = await hub.store.keys.list()
  /** What the parameters of a route name, by the route or else by their own name. */
  const named: Record<string, string> = {
    app: 'thunder',
    version: '1',
    device: encodeURIComponent(`${secret}-device`),
    key: keys.find(({ accountId }) => accountId === account.id)?.id ?? '',
    account: account.id,
    '/api/v1/sessions/:id': sessions[0]?.id ?? '',
    '/api/v1/sign-ins/:id': identities[0]?.id ?? '',
    '/api/v1/invites/:id': invite.id,
    '/api/v1/pairings/:id': String(asked.body.id),
    '/api/v1/pairing-requests/:id/approve': String(asked.body.id),
    '/api/v1/pairing-requests/:id/deny': String(asked.body.id),
  }
  return { hub, owner, eve, mia, key, named }
}

type Prepared = Awaited<ReturnType<typeof prepared>>

const addressOf = (url: string, named: Record<string, string>) =>
  url.replace(/:(\w+)/g, (_, name) => named[url] ?? named[name] ?? 'nothing')

/** All that Eve has, as the store knows it. */
async function thingsOf(hub: Hub): Promise<string> {
  const { store } = hub
  const account = (await store.accounts.list()).find(({ name }) => name === 'Eve')
  const id = account?.id ?? ''
  const slots = await store.slots.list(id)
  const versions = await Promise.all(
    slots.map((slot) =>
      store.slots.read(slot, async (one) => [await one.versions(), await one.devices()]),
    ),
  )
  return JSON.stringify({
    account,
    versions,
    keys: (await store.keys.list()).filter(({ accountId }) => accountId === id),
    identities: (await store.signIns.get(id))?.identities,
    sessions: (await store.sessions.list()).filter(([, { accountId }]) => accountId === id).length,
    pairings: (await store.invites.list()).length,
  })
}

/** Bodies that name Eve as the one to act for, as well as sound ones. */
const bodies: readonly object[] = [
  { account: 'Eve', app: 'thunder', name: 'x' },
  { app: 'thunder', deviceName: 'x', savedTs: '2025-03-01T10:00:00Z', settings: 'x' },
  {},
]

type Ask = (method: string, url: string, body: object | undefined) => Promise<[number, string]>

const asBrowser =
  (browser: Browser): Ask =>
  async (method, url, body) => {
    const { status, text } = await browser.send(method, url, body)
    return [status, text]
  }

const withKey =
  (hub: Hub, authorization: string): Ask =>
  async (method, url, body) => {
    const reply = await hub.app.inject({
      method: method as 'GET',
      url,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { payload: JSON.stringify(body) }),
    })
    return [reply.statusCode, reply.body]
  }

/** Every route by one caller: what of Eve came back. @returns what is wrong */
async function leaks({ hub, named }: Prepared, ask: Ask, skip: RegExp): Promise<string[]> {
  const found: string[] = []
  for (const { method, url } of hub.app.routeTable) {
    if (method === 'HEAD' || /events$/.test(url) || skip.test(url)) continue
    const sent = method === 'GET' ? [undefined] : bodies
    for (const body of sent) {
      for (const query of url.includes('/slots') || url.endsWith('/keys')
        ? ['', '?account=Eve']
        : ['']) {
        const [status, text] = await ask(method, addressOf(url, named) + query, body)
        figure('foreign things: every route by another account, another app, a member', 1)
        if (status >= 500 || text.includes(secret)) {
          found.push(`${method} ${url}${query}: ${status} ${text.slice(0, 200)}`)
        }
      }
    }
  }
  return found
}

/** Ends the caller's own session; what it does is tested elsewhere. */
const ending = /\/session$/

test('a key of another account reaches nothing of what is foreign, on any route', async () => {
  const hub = await prepared()
  const before = await thingsOf(hub.hub)
  const foreign = await keyFor(hub.hub, 'thunder', 'Mia')
  expect(await leaks(hub, withKey(hub.hub, foreign), ending)).toEqual([])
  expect(await thingsOf(hub.hub)).toBe(before)
})

test('nor does a key of the same account for another app', async () => {
  const hub = await prepared()
  const foreign = await keyFor(hub.hub, 'stylus', 'Eve')
  const before = await thingsOf(hub.hub)
  expect(await leaks(hub, withKey(hub.hub, foreign), ending)).toEqual([])
  // It has a slot of its own by now; that of the other app is as it was.
  const { keys, identities } = JSON.parse(before)
  expect(JSON.parse(await thingsOf(hub.hub))).toMatchObject({ keys, identities })
})

test('nor does a member, whatever account they name', async () => {
  const hub = await prepared()
  const before = await thingsOf(hub.hub)
  expect(await leaks(hub, asBrowser(hub.mia), ending)).toEqual([])
  expect(await thingsOf(hub.hub)).toBe(before)
})

test('the owner administers accounts, and reads no settings of a member', async () => {
  const hub = await prepared()
  // Requests to pair are the owner's to decide, and a backup holds all that the hub holds.
  const skip = /\/session$|pairing-requests|\/accounts\/:account$|\/backup$/
  expect(await leaks(hub, asBrowser(hub.owner), skip)).toEqual([])
  const slots = await hub.hub.store.slots.list()
  expect(slots.length).toBeGreaterThan(0)
})

test('the table of foreign things is not empty: Eve herself gets at them', async () => {
  const { hub, eve, key, named } = await prepared()
  const found: string[] = []
  for (const { url } of hub.app.routeTable.filter(({ method }) => method === 'GET')) {
    if (/events$/.test(url)) continue
    const [, byBrowser] = await asBrowser(eve)('GET', addressOf(url, named), undefined)
    const [, byKey] = await withKey(hub, key)('GET', addressOf(url, named), undefined)
    if (byBrowser.includes(secret) || byKey.includes(secret)) found.push(url)
  }
  expect(found.length).toBeGreaterThan(8)
})
