import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createGoogle } from '../../../../server/sign-in/providers/google.ts'
import { createOidc } from '../../../../server/sign-in/providers/oidc.ts'
import { figure } from '../../../helpers/figures.ts'
import {
  type OidcProvider,
  type OidcProviderOptions,
  startOidcProvider,
} from '../../../helpers/oidc-provider.ts'
import { createBrowser } from './browser.ts'
import { startApp } from './test-app.ts'

/** The hub's routes with one real provider behind them, and a browser in front. */
async function setUp(type: 'oidc' | 'google' = 'oidc', options: Partial<OidcProviderOptions> = {}) {
  const made: OidcProvider[] = []
  const app = await startApp(async (url, now) => {
    const redirectUri = `${url}/callback/${type}`
    const op = await startOidcProvider({
      redirectUris: [redirectUri],
      atEnd: onTestFinished,
      ...options,
    })
    made.push(op)
    const { issuer, clientId, clientSecret } = op
    const common = { issuer, clientId, clientSecret, redirectUri, now }
    return [
      type === 'google'
        ? createGoogle(common)
        : createOidc({ ...common, type: 'oidc', name: 'Test' }),
    ]
  })
  const op = made[0] as OidcProvider
  const browser = createBrowser()
  const start = `${app.url}/sign-in/${type}`
  const isCallback = (url: string) => url.startsWith(`${app.url}/callback/`)
  /** Walks to the point where the provider sends the browser back. */
  const toCallback = async (query = '') => {
    const { end } = await browser.walk(start + query, { until: isCallback })
    return new URL(end)
  }
  return { app, op, browser, start, toCallback }
}

describe.each(['oidc', 'google'] as const)('a sign-in with %s', (type) => {
  test('brings the person where they wanted to go', async () => {
    const { app, op, browser, start } = await setUp(type)
    const { end, way } = await browser.walk(`${start}?returnTo=/history/thunder`)
    expect(end).toBe(`${app.url}/history/thunder`)
    expect(app.arrived).toHaveLength(1)
    expect(app.arrived[0]?.identity).toEqual({ issuer: op.issuer, subject: 'ada-1', label: 'ada' })
    expect(app.arrived[0]?.context).toMatchObject({ type, returnTo: '/history/thunder' })
    const asked = new URL(way[1] ?? '').searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('redirect_uri')).toBe(`${app.url}/callback/${type}`)
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked.get(name)?.length).toBeGreaterThanOrEqual(43)
    }
    expect(app.logged).toEqual([])
  })
})

describe('a provider', () => {
  test('is asked about itself at the first sign-in only', async () => {
    const { op, browser, start } = await setUp()
    expect(op.asked.get('/.well-known/openid-configuration')).toBeUndefined()
    await Promise.all([browser.walk(start), createBrowser().walk(start)])
    await browser.walk(start)
    expect(op.asked.get('/.well-known/openid-configuration')).toBe(1)
  })

  test('may take the secret in the body only', async () => {
    const { app, browser, start } = await setUp('oidc', { authMethod: 'client_secret_post' })
    await browser.walk(start)
    expect(app.arrived).toHaveLength(1)
  })

  test.each([
    [{ email: 'ada@example.com', name: 'Ada' }, 'ada@example.com'],
    [{ name: ' Ada\u202e\n Lovelace ' }, 'Ada Lovelace'],
    [{}, 'ada-1'],
  ])('is asked for a name: %j', async (claims, label) => {
    const { app, op, browser, start } = await setUp()
    op.person.claims = claims
    await browser.walk(start)
    expect(app.arrived[0]?.identity.label).toBe(label)
  })
})

describe('it goes wrong', () => {
  const problem = (url: string, code: string) => `${url}/sign-in?problem=${code}`

  test('when the person says no', async () => {
    const { app, op, browser, start } = await setUp()
    op.person.allows = false
    const { end } = await browser.walk(start)
    expect(end).toBe(problem(app.url, 'denied'))
    expect(app.logged.join()).toContain('access_denied')
    expect(app.logged.join()).not.toContain('canary')
  })

  test('when a callback comes twice', async () => {
    const { app, browser, toCallback } = await setUp()
    const callback = await toCallback()
    expect((await browser.walk(callback.href)).end).toBe(`${app.url}/`)
    expect((await browser.walk(callback.href)).end).toBe(problem(app.url, 'expired'))
    expect(app.arrived).toHaveLength(1)
  })

  test('when a code comes twice, in a sign-in of its own', async () => {
    const { app, browser, toCallback } = await setUp()
    const first = await toCallback()
    await browser.walk(first.href)
    const second = await toCallback()
    second.searchParams.set('code', first.searchParams.get('code') ?? '')
    expect((await browser.walk(second.href)).end).toBe(problem(app.url, 'expired'))
    expect(app.arrived).toHaveLength(1)
  })

  test('when the code of another sign-in is slipped in', async () => {
    const { app, browser, start, toCallback } = await setUp()
    const isCallback = (url: string) => url.startsWith(`${app.url}/callback/`)
    const stolen = await createBrowser().walk(start, { until: isCallback })
    const callback = await toCallback()
    callback.searchParams.set('code', new URL(stolen.end).searchParams.get('code') ?? '')
    expect((await browser.walk(callback.href)).end).toBe(problem(app.url, 'expired'))
  })

  test('when it takes the person too long', async () => {
    const { app, browser, toCallback } = await setUp()
    const callback = await toCallback()
    app.clock.now += 10 * 60_000
    expect((await browser.walk(callback.href)).end).toBe(problem(app.url, 'expired'))
  })

  test('when the code is too old', async () => {
    const { app, browser, toCallback } = await setUp()
    const callback = await toCallback()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 })
    try {
      expect((await browser.walk(callback.href)).end).toBe(problem(app.url, 'expired'))
    } finally {
      vi.useRealTimers()
    }
  })

  test('when the browser is another one', async () => {
    const { app, toCallback } = await setUp()
    const callback = await toCallback()
    const { end } = await createBrowser().walk(callback.href)
    expect(end).toBe(problem(app.url, 'state'))
    expect(app.arrived).toEqual([])
  })

  test.each<[string, (query: URLSearchParams) => void, string]>([
    ['another state', (query) => query.set('state', 'x'.repeat(43)), 'state'],
    ['no state', (query) => query.delete('state'), 'state'],
    ['two states', (query) => query.append('state', query.get('state') ?? ''), 'state'],
    [
      'the issuer of another',
      (query) => query.set('iss', 'https://evil.example'),
      'provider_refused',
    ],
    ['no issuer', (query) => query.delete('iss'), 'provider_refused'],
    ['no code', (query) => query.delete('code'), 'provider_refused'],
    ['two codes', (query) => query.append('code', 'other'), 'provider_refused'],
    ['an id_token', (query) => query.set('id_token', 'a.b.c'), 'provider_refused'],
    ['a JWT', (query) => query.set('response', 'a.b.c'), 'provider_refused'],
    ['an error beside the code', (query) => query.set('error', 'server_error'), 'provider_down'],
    ['an error that is a text', (query) => query.set('error', '<b>canary'), 'provider_refused'],
  ])('when the answer has %s', async (_, change, code) => {
    figure('OAuth: state, nonce, PKCE and mix-up, in the answer of a provider', 1)
    const { app, browser, toCallback } = await setUp()
    const callback = await toCallback()
    change(callback.searchParams)
    const { end } = await browser.walk(callback.href)
    expect(end).toBe(problem(app.url, code))
    expect(app.arrived).toEqual([])
    expect(app.logged).toHaveLength(1)
    expect(app.logged.join()).not.toContain('canary')
  })

  test('when the provider is down from the beginning', async () => {
    const { app, op, browser, start } = await setUp()
    await op.stop()
    expect((await browser.walk(start)).end).toBe(problem(app.url, 'provider_down'))
    expect(browser.cookiesFor(`${app.url}/callback/oidc`)).toEqual([])
  })

  test('when the provider stops in between', async () => {
    const { app, op, browser, toCallback } = await setUp()
    const callback = await toCallback()
    await op.stop()
    expect((await browser.walk(callback.href)).end).toBe(problem(app.url, 'provider_down'))
    expect(app.logged.join()).toContain('cannot be reached (ECONNREFUSED)')
  })

  test('without a word of what is secret in the log', async () => {
    const { app, op, browser, toCallback } = await setUp()
    const callback = await toCallback()
    const secrets = [...callback.searchParams.values()].filter((one) => one !== op.issuer)
    callback.searchParams.set('iss', 'https://evil.example')
    await browser.walk(callback.href)
    expect(secrets).toHaveLength(2)
    for (const secret of [...secrets, op.clientSecret]) {
      expect(app.logged.join()).not.toContain(secret)
    }
  })
})
