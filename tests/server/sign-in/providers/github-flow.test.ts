import { expect, onTestFinished, test } from 'vitest'
import { createGithub } from '../../../../server/sign-in/providers/github.ts'
import { type GithubStandIn, startGithub } from '../../../helpers/github-stand-in.ts'
import { createBrowser } from './browser.ts'
import { never } from './lies.ts'
import { startLyingProvider } from './lying-provider.ts'
import { arrival } from './sign-in-at.ts'
import { startApp } from './test-app.ts'

async function setUp(secret?: string) {
  const made: GithubStandIn[] = []
  const app = await startApp(async (url) => {
    const redirectUri = `${url}/callback/github`
    const github = await startGithub(redirectUri, onTestFinished)
    made.push(github)
    const { clientId, clientSecret } = github
    const apiUrl = `${github.url}/api/v3`
    const client = { clientId, clientSecret: secret ?? clientSecret }
    return [createGithub({ ...client, url: github.url, apiUrl, redirectUri })]
  })
  const github = made[0] as GithubStandIn
  const browser = createBrowser()
  const start = `${app.url}/sign-in/github`
  const toCallback = async () => {
    const until = (url: string) => url.startsWith(`${app.url}/callback/`)
    return new URL((await browser.walk(start, { until })).end)
  }
  const problem = (code: string) => `${app.url}/sign-in?problem=${code}`
  return { app, github, browser, start, toCallback, problem }
}

test.each(['with', 'without'])('a sign-in with GitHub, %s the name of the issuer', async (how) => {
  const { app, github, browser, start } = await setUp()
  if (how === 'without') github.mood.iss = undefined
  const { end, way } = await browser.walk(`${start}?returnTo=/keys`)
  expect(end).toBe(`${app.url}/keys`)
  const identity = { issuer: github.url, subject: '583231', label: 'octocat' }
  expect(app.arrived.map((one) => one.identity)).toEqual([identity])
  const asked = new URL(way[1] ?? '').searchParams
  expect(asked.has('scope')).toBe(false)
  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(app.logged).toEqual([])
})

test('a person who takes the login name of another is not that person', async () => {
  const { app, github, browser, start } = await setUp()
  await browser.walk(start)
  github.mood.user = { id: 99, login: 'octocat' }
  await browser.walk(start)
  expect(app.arrived.map((one) => one.identity.subject)).toEqual(['583231', '99'])
})

test('the person says no', async () => {
  const { github, browser, start, problem } = await setUp()
  github.mood.allows = false
  expect((await browser.walk(start)).end).toBe(problem('denied'))
})

test('a code comes twice', async () => {
  const { app, browser, toCallback, problem } = await setUp()
  const first = await toCallback()
  await browser.walk(first.href)
  const second = await toCallback()
  second.searchParams.set('code', first.searchParams.get('code') ?? '')
  expect((await browser.walk(second.href)).end).toBe(problem('expired'))
  expect(app.arrived).toHaveLength(1)
})

test('a code is too old', async () => {
  const { github, browser, toCallback, problem } = await setUp()
  const callback = await toCallback()
  github.mood.now += 600_000
  expect((await browser.walk(callback.href)).end).toBe(problem('expired'))
})

test('the code of another sign-in is slipped in', async () => {
  const { app, browser, start, toCallback, problem } = await setUp()
  const until = (url: string) => url.startsWith(`${app.url}/callback/`)
  const stolen = await createBrowser().walk(start, { until })
  const callback = await toCallback()
  callback.searchParams.set('code', new URL(stolen.end).searchParams.get('code') ?? '')
  expect((await browser.walk(callback.href)).end).toBe(problem('expired'))
})

test.each(['https://evil.example', 'https://github.com/login/oauth', ''])(
  'the answer is of another issuer: "%s"',
  async (iss) => {
    const { app, github, browser, toCallback, problem } = await setUp()
    github.mood.iss = iss || `${github.url}/login/oauth/`
    const callback = await toCallback()
    expect((await browser.walk(callback.href)).end).toBe(problem('provider_refused'))
    expect(app.arrived).toEqual([])
  },
)

test('the state is wrong', async () => {
  const { browser, toCallback, problem } = await setUp()
  const callback = await toCallback()
  callback.searchParams.set('state', 'other')
  expect((await browser.walk(callback.href)).end).toBe(problem('state'))
})

test('the client secret is wrong', async () => {
  const { app, browser, start, problem } = await setUp('canary-wrong')
  expect((await browser.walk(start)).end).toBe(problem('provider_refused'))
  expect(app.logged.join()).toContain('incorrect_client_credentials')
})

test.each([
  [401, 'provider_refused'],
  [403, 'provider_refused'],
  [500, 'provider_down'],
  [503, 'provider_down'],
])('its API answers %i', async (status, code) => {
  const { app, github, browser, start, problem } = await setUp()
  github.mood.apiStatus = status
  expect((await browser.walk(start)).end).toBe(problem(code))
  expect(app.logged).toHaveLength(1)
  expect(app.logged.join()).not.toContain('canary')
})

test.each([
  null,
  [],
  {},
  { login: 'octocat' },
  { id: null },
  { id: '583231' },
  { id: 0 },
  { id: -1 },
  { id: 1.5 },
  { id: 2 ** 53 },
])('its API does not say who it is: %j', async (user) => {
  const { app, github, browser, start, problem } = await setUp()
  github.mood.user = user
  expect((await browser.walk(start)).end).toBe(problem('provider_refused'))
  expect(app.arrived).toEqual([])
})

test('it never answers', async () => {
  const { issuer: url } = await startLyingProvider({ answer: never('/login/oauth/access_token') })
  const redirectUri = 'http://localhost/callback/github'
  const client = { clientId: 'hub', clientSecret: 'secret' }
  const provider = createGithub({ ...client, url, apiUrl: url, redirectUri, timeout: 0.1 })
  const { secrets } = await provider.begin()
  const callback = new URL(`${redirectUri}?code=code&state=${secrets.state}`)
  const down = { name: 'SignInProblem', code: 'provider_down' }
  await expect(provider.finish(callback, secrets, arrival)).rejects.toMatchObject(down)
})
