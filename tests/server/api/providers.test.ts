import Fastify, { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import {
  type IdentityContext,
  type ProviderRouteContext,
  providerRoutes,
} from '../../../server/api/providers.ts'
import { setUpErrors } from '../../../server/http/error-reply.ts'
import { HubError } from '../../../server/lib/errors.ts'
import type { ProviderType } from '../../../server/lib/provider-types.ts'
import { type Provider, SignInProblem } from '../../../server/sign-in/providers/provider.ts'

const identity = { issuer: 'https://op.example', subject: '1', label: 'Ada' }

/** A provider that lets everybody in whose answer has the right state. */
function easyProvider(type: ProviderType): Provider {
  return {
    type,
    name: type,
    begin: async () => ({
      url: `https://op.example/${type}`,
      secrets: { state: `state-${type}`, codeVerifier: 'v' },
    }),
    finish: async (callback, { state }) => {
      if (callback.searchParams.get('state') !== state) throw new SignInProblem('state', 'no')
      return identity
    },
  }
}

interface Setting {
  readonly publicUrl?: string | undefined
  readonly account?: string
  readonly providers?: readonly Provider[]
  readonly onIdentity?: ProviderRouteContext['onIdentity']
}

async function setUp(setting: Setting = {}) {
  const arrived: IdentityContext[] = []
  const session = { account: setting.account }
  const known: { browser?: string } = {}
  const clock = { now: 0 }
  const publicUrl = 'publicUrl' in setting ? setting.publicUrl : 'https://sync.example.com'
  const providers = setting.providers ?? [easyProvider('oidc'), easyProvider('github')]
  const app: FastifyInstance = Fastify()
  setUpErrors(app)
  providerRoutes(app, {
    providers: new Map(providers.map((one) => [one.type, one])),
    now: () => clock.now,
    publicUrl,
    rateLimit: true,
    invitationOf: (ticket) => (ticket === 'ticket' ? 'secret' : undefined),
    knownBrowser: async () => known.browser,
    sessionOf: ({ query }) => (query as { ticket?: string }).ticket,
    accountOf: async (of) => (of === 'good' ? session.account : undefined),
    onFailure: () => {},
    onIdentity:
      setting.onIdentity ??
      (async (_, context) => {
        arrived.push(context)
        return { redirect: context.returnTo }
      }),
  })
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const host = new URL(publicUrl ?? 'http://localhost').host
    const reply = await app.inject({ url, headers: { host, ...headers } })
    const header = [reply.headers['set-cookie'] ?? []].flat()[0] ?? ''
    return {
      status: reply.statusCode,
      location: reply.headers.location,
      header,
      cookie: header.split(';')[0] ?? '',
    }
  }
  return { app, get, arrived, session, known, clock }
}

test('over HTTPS the cookie is one that nobody else can set', async () => {
  const { get, arrived } = await setUp()
  const begun = await get('/sign-in/oidc')
  expect(begun).toMatchObject({ status: 302, location: 'https://op.example/oidc' })
  expect(begun.header).toMatch(
    /^__Host-sxncd_sign_in=[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  const plain = begun.cookie.replace('__Host-', '')
  const refused = await get('/callback/oidc?state=state-oidc', { cookie: plain })
  expect(refused.location).toBe('/sign-in?problem=state')
  await get('/callback/oidc?state=state-oidc', { cookie: begun.cookie })
  expect(arrived).toHaveLength(1)
})

test('over plain HTTP the cookie goes to the callback only', async () => {
  const { get } = await setUp({ publicUrl: 'http://localhost:9693' })
  const { header } = await get('/sign-in/oidc')
  expect(header).toMatch(
    /^sxncd_sign_in=[\w-]+; Max-Age=3600; Path=\/callback; HttpOnly; SameSite=Lax$/,
  )
})

test('a hub below a path stays below it', async () => {
  const { get } = await setUp({ publicUrl: 'http://localhost:9693/sync' })
  const { header, cookie } = await get('/sign-in/oidc?returnTo=/keys')
  expect(header).toContain('Path=/sync/callback;')
  const { location } = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(location).toBe('/sync/keys')
  expect((await get('/callback/oidc')).location).toBe('/sync/sign-in?problem=state')
})

test('the answer of one provider is not taken for that of another', async () => {
  const { get, arrived } = await setUp()
  const { cookie } = await get('/sign-in/oidc')
  const mixedUp = await get('/callback/github?state=state-oidc', { cookie })
  expect(mixedUp.location).toBe('/sign-in?problem=state')
  // And that sign-in is over.
  const late = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(late.location).toBe('/sign-in?problem=expired')
  expect(arrived).toEqual([])
})

test('a wrong answer uses the sign-in up', async () => {
  const { get } = await setUp()
  const { cookie } = await get('/sign-in/oidc')
  await get('/callback/oidc?state=guess', { cookie })
  const again = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(again.location).toBe('/sign-in?problem=expired')
})

test('a cookie that nobody gave out is worth nothing', async () => {
  const { get } = await setUp()
  const cookie = `__Host-sxncd_sign_in=${'A'.repeat(43)}`
  const { location } = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(location).toBe('/sign-in?problem=expired')
})

test('a look at the headers alone uses nothing up', async () => {
  const { app, get } = await setUp()
  const { cookie } = await get('/sign-in/oidc')
  const url = '/callback/oidc?state=state-oidc'
  expect((await app.inject({ method: 'HEAD', url, headers: { cookie } })).statusCode).toBe(404)
  expect((await get(url, { cookie })).location).toBe('/')
})

test.each([
  [new HubError('disk_full'), 'not_stored'],
  [new HubError('too_many_sign_ins', { seconds: 10 }), 'busy'],
  [new HubError('account_exists', { account: 'Ada' }), 'other'],
  [new Error('unexpected'), 'hub_failed'],
])('a sign-in that the hub cannot finish (%s) ends on a page in words', async (error, problem) => {
  const { get } = await setUp({
    onIdentity: async () => {
      throw error
    },
  })
  const { cookie } = await get('/sign-in/oidc')
  const { location } = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(location).toBe(`/sign-in?problem=${problem}`)
})

test('who begins again and again has to wait', async () => {
  const { get, clock } = await setUp()
  for (let count = 0; count < 30; count += 1) expect((await get('/sign-in/oidc')).status).toBe(302)
  expect((await get('/sign-in/oidc')).location).toBe('/sign-in?problem=busy')
  clock.now += 10_000
  expect((await get('/sign-in/oidc')).status).toBe(302)
})

test.each(['/sign-in/nope', '/callback/nope', '/sign-in/__proto__', '/callback/google'])(
  'there is nothing at %s',
  async (url) => {
    expect((await (await setUp()).get(url)).status).toBe(404)
  },
)

test('without providers there is no way in', async () => {
  const { get } = await setUp({ publicUrl: undefined, providers: [] })
  expect((await get('/sign-in/oidc')).status).toBe(404)
})

test.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
  'it does not lead to %s',
  async (returnTo) => {
    const { get } = await setUp()
    const query = new URLSearchParams({ returnTo })
    const { cookie } = await get(`/sign-in/oidc?${query}`)
    expect((await get('/callback/oidc?state=state-oidc', { cookie })).location).toBe('/')
  },
)

test('nor where the part behind it says', async () => {
  const onIdentity = async () => ({ redirect: 'https://evil.example' })
  const { get } = await setUp({ onIdentity })
  const { cookie } = await get('/sign-in/oidc')
  expect((await get('/callback/oidc?state=state-oidc', { cookie })).location).toBe('/')
})

test('repeated parameters count as none', async () => {
  const { get, arrived } = await setUp()
  const { cookie } = await get(
    '/sign-in/oidc?returnTo=/a&returnTo=/b&invite=a&invite=b&link=1&link=1',
  )
  await get('/callback/oidc?state=state-oidc', { cookie })
  expect(arrived[0]).not.toHaveProperty('invite')
  expect(arrived[0]).toMatchObject({ returnTo: '/' })
})

test('an invitation is carried through', async () => {
  const { get, arrived } = await setUp()
  const { cookie } = await get('/sign-in/oidc?invite=ticket')
  await get('/callback/oidc?state=state-oidc', { cookie })
  const { request, reply, ...wanted } = arrived[0] as IdentityContext
  expect(wanted).toEqual({ type: 'oidc', returnTo: '/', invite: 'secret' })
  expect([request.url.startsWith('/callback/oidc?'), reply.sent]).toEqual([true, true])
})

test('what fails inside the hub is not told as a fault of the provider', async () => {
  const { get } = await setUp({
    onIdentity: async () => {
      throw new Error('the disk is full')
    },
  })
  const { cookie } = await get('/sign-in/oidc')
  const { location } = await get('/callback/oidc?state=state-oidc', { cookie })
  expect(location).toBe('/sign-in?problem=hub_failed')
})

test('a sign-in that begins under another name goes to the public one first', async () => {
  const { get } = await setUp()
  const host = '192.168.1.5:9693'
  const moved = await get('/sign-in/oidc?returnTo=%2Fkeys&link=1&other=x', { host })
  expect(moved.location).toBe(
    'https://sync.example.com/sign-in/oidc?here=1&returnTo=%2Fkeys&link=1',
  )
  expect(moved.header).toBe('')
  // A proxy that changes the Host header must not send the browser round for ever.
  const again = await get('/sign-in/oidc?here=1', { host })
  expect(again.location).toBe('https://op.example/oidc')
})

const own = { 'sec-fetch-site': 'same-origin' }

test('who is signed in can add a way in', async () => {
  const { get, arrived } = await setUp({ account: 'account-1' })
  const { cookie } = await get('/sign-in/oidc?link=1&ticket=good', own)
  await get('/callback/oidc?state=state-oidc', { cookie })
  expect(arrived[0]).toMatchObject({ link: 'account-1', type: 'oidc' })
})

test('a sign-in links nothing unless it was asked to', async () => {
  const { get, arrived } = await setUp({ account: 'account-1' })
  const { cookie } = await get('/sign-in/oidc', own)
  await get('/callback/oidc?state=state-oidc', { cookie })
  expect(arrived[0]).not.toHaveProperty('link')
})

test.each(['cross-site', 'same-site', 'none', undefined])(
  'a link that is asked for from elsewhere (%s) is refused',
  async (site) => {
    const { get } = await setUp({ account: 'account-1' })
    const { location, cookie } = await get('/sign-in/oidc?link=1&ticket=good', {
      ...(site !== undefined && { 'sec-fetch-site': site }),
    })
    expect(location).toBe('/account?problem=state')
    expect(cookie).toBe('')
  },
)

test('over plain HTTP browsers do not say from where', async () => {
  const { get } = await setUp({ account: 'account-1', publicUrl: 'http://hub.lan:9693' })
  expect((await get('/sign-in/oidc?link=1&ticket=good')).location).toBe('https://op.example/oidc')
  const foreign = await get('/sign-in/oidc?link=1&ticket=good', { 'sec-fetch-site': 'cross-site' })
  expect(foreign.location).toBe('/account?problem=state')
})

test('nobody is signed in who could link', async () => {
  const { get } = await setUp()
  expect((await get('/sign-in/oidc?link=1&ticket=good', own)).location).toBe(
    '/account?problem=state',
  )
})

test('the cookie of a session links nothing without a ticket of its page', async () => {
  const { get } = await setUp({ account: 'account-1' })
  for (const ticket of ['', '&ticket=', '&ticket=forged']) {
    const { location } = await get(`/sign-in/oidc?link=1${ticket}`, own)
    expect(location).toBe('/account?problem=state')
  }
})

test('a link ends with the session that began it', async () => {
  const { get, session, arrived } = await setUp({ account: 'account-1' })
  for (const other of ['account-2', undefined]) {
    session.account = 'account-1'
    const { cookie } = await get('/sign-in/oidc?link=1&ticket=good', own)
    session.account = other
    const { location } = await get('/callback/oidc?state=state-oidc', { cookie })
    expect(location).toBe('/account?problem=state')
  }
  expect(arrived).toEqual([])
})

test('a link that fails is told on the page where it began', async () => {
  const { get } = await setUp({ account: 'account-1' })
  const { cookie } = await get('/sign-in/oidc?link=1&ticket=good', own)
  const { location } = await get('/callback/oidc?state=other', { cookie })
  expect(location).toBe('/account?problem=state')
})

test('however many sign-ins strangers begin, an honest one comes back', async () => {
  const { app, get, arrived } = await setUp()
  const honest = await get('/sign-in/oidc?returnTo=/keys')
  for (let index = 0; index < 2_500; index += 1) {
    const remoteAddress = `2001:${index.toString(16)}::1`
    const headers = { host: 'sync.example.com' }
    const begun = await app.inject({ url: '/sign-in/oidc', remoteAddress, headers })
    expect(begun.statusCode).toBe(302)
  }
  const { location } = await get('/callback/oidc?state=state-oidc', { cookie: honest.cookie })
  expect([location, arrived.length]).toEqual(['/keys', 1])
})

test('a browser that was signed in before begins when strangers of the same address may not', async () => {
  const { get, known } = await setUp()
  for (let index = 0; index < 30; index += 1) await get('/sign-in/oidc')
  expect((await get('/sign-in/oidc')).location).toBe('/sign-in?problem=busy')
  known.browser = 'a'
  expect((await get('/sign-in/oidc')).location).toBe('https://op.example/oidc')
})
