import { expect, test } from 'vitest'
import { days, minutes } from '../../../../server/lib/clock.ts'
import { answers, never, without, withThe } from './lies.ts'
import { type LyingProvider, startLyingProvider } from './lying-provider.ts'
import { providerAt, signInAt } from './sign-in-at.ts'

const discoveryPath = '/.well-known/openid-configuration'
const countOf = ({ asked }: LyingProvider, path: string) =>
  asked.filter((one) => one.path === path).length
const down = { name: 'SignInProblem', code: 'provider_down' }
const refused = { name: 'SignInProblem', code: 'provider_refused' }

test.each([discoveryPath, '/token', '/jwks'])('%s is down', async (path) => {
  const liar = await startLyingProvider()
  const provider = providerAt(liar.issuer)
  const troubles = [
    answers(path, 500, '<p>canary'),
    answers(path, 503),
    answers(path, 429),
    (asked: string, response: { destroy(): unknown }) => asked === path && !!response.destroy(),
  ]
  for (const answer of troubles) {
    liar.lies.answer = answer
    const problem = await signInAt(liar, provider).catch((error: unknown) => error)
    expect(problem).toMatchObject(down)
    expect((problem as Error).message).not.toContain('canary')
  }
  liar.lies.answer = never(path)
  const hasty = providerAt(liar.issuer, { timeout: 0.1 })
  await expect(signInAt(liar, hasty)).rejects.toMatchObject(down)
  // As soon as it is back it works, and without a restart.
  liar.lies.answer = () => false
  expect(await signInAt(liar, provider)).toMatchObject({ subject: 'ada-1' })
})

test('nobody is there at all', async () => {
  await expect(providerAt('http://127.0.0.1:1').begin()).rejects.toMatchObject(down)
})

test('a provider elsewhere is never asked over plain HTTP', async () => {
  await expect(providerAt('http://192.0.2.1').begin()).rejects.toMatchObject(refused)
})

test('a provider elsewhere has nothing on this machine asked', async () => {
  const liar = await startLyingProvider({ claims: withThe({ iss: 'https://127.0.0.1:1' }) })
  const issuer = 'https://127.0.0.1:1'
  const endpoints = { authorization: `${issuer}/authorize`, token: `${liar.issuer}/token` }
  const provider = providerAt(issuer, { endpoints })
  await expect(signInAt(liar, provider, issuer)).rejects.toMatchObject(refused)
  expect(liar.asked).toEqual([])
})

test('what a provider says of itself holds for a day', async () => {
  const clock = { now: 0 }
  const liar = await startLyingProvider()
  const provider = providerAt(liar.issuer, { now: () => clock.now })
  await provider.begin()
  clock.now += days(1) - 1
  await provider.begin()
  expect(countOf(liar, discoveryPath)).toBe(1)
  clock.now += 1
  await provider.begin()
  expect(countOf(liar, discoveryPath)).toBe(2)
})

test.each([
  ['/realm', '/realm/'],
  ['/realm/', '/realm'],
])('OIDC_ISSUER may end in %s where the issuer ends in %s', async (written, real) => {
  const liar = await startLyingProvider()
  const issuer = `${liar.issuer}${real}`
  liar.lies.claims = withThe({ iss: issuer })
  liar.lies.answer = (path, response) => {
    if (path !== `/realm${discoveryPath}`) return false
    const { issuer: host } = liar
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${host}/authorize`,
        token_endpoint: `${host}/token`,
        jwks_uri: `${host}/jwks`,
      }),
    )
    return true
  }
  const provider = providerAt(`${liar.issuer}${written}`)
  await expect(signInAt(liar, provider)).rejects.toMatchObject(refused)
  const identity = await signInAt(liar, provider, issuer)
  expect(identity).toEqual({ issuer, subject: 'ada-1', label: 'ada-1' })
})

test('a secret that is not taken in the header is sent in the body', async () => {
  const liar = await startLyingProvider()
  liar.lies.answer = (path, response) => {
    const last = liar.asked.at(-1)
    if (path !== '/token' || last?.authorization === undefined) return false
    response.writeHead(401, { 'www-authenticate': 'Basic realm="op"' }).end()
    return true
  }
  expect(await signInAt(liar)).toMatchObject({ subject: 'ada-1' })
  expect(countOf(liar, '/token')).toBe(2)
  expect(liar.asked.findLast(({ path }) => path === '/token')?.form.get('client_id')).toBe('hub')
})

test('a secret that is not taken in any way is a refusal', async () => {
  const answer = answers('/token', 401, '{"error":"invalid_client"}')
  const liar = await startLyingProvider({ answer })
  await expect(signInAt(liar)).rejects.toMatchObject({
    ...refused,
    message: 'the provider says: invalid_client',
  })
})

test('a secret is sent in no way that the provider does not know', async () => {
  const only = { token_endpoint_auth_methods_supported: ['client_secret_basic'] }
  const answer = answers('/token', 401, '{"error":"invalid_client"}')
  const liar = await startLyingProvider({ answer, discovery: withThe(only) })
  await expect(signInAt(liar)).rejects.toMatchObject(refused)
  expect(countOf(liar, '/token')).toBe(1)
})

/** A provider that does not tell its endpoints; the options do. */
async function silentProvider() {
  const clock = { now: 0 }
  const liar = await startLyingProvider({ answer: answers(discoveryPath, 404) })
  const endpoints = {
    authorization: `${liar.issuer}/authorize`,
    token: `${liar.issuer}/token`,
    userinfo: `${liar.issuer}/userinfo`,
  }
  return { clock, liar, provider: providerAt(liar.issuer, { endpoints, now: () => clock.now }) }
}

test('endpoints can be given for a provider without discovery', async () => {
  const { liar, provider, clock } = await silentProvider()
  expect(await signInAt(liar, provider)).toMatchObject({ subject: 'ada-1', label: 'ada' })
  expect(countOf(liar, discoveryPath)).toBe(1)
  // It may have been down only.
  clock.now += minutes(5)
  liar.lies.answer = () => false
  await signInAt(liar, provider)
  expect(countOf(liar, '/jwks')).toBe(1)
})

test.each([
  ['nothing signs it', { header: withThe({ alg: 'none' }), sign: () => '' }],
  ['it is signed with our own secret', { header: withThe({ alg: 'HS256' }) }],
  ['it is for another', { claims: withThe({ aud: 'another' }) }],
  ['it is of another', { claims: withThe({ iss: 'https://accounts.google.com' }) }],
  ['it is over', { claims: withThe({ exp: 1 }) }],
  ['it belongs to another sign-in', { claims: withThe({ nonce: 'other' }) }],
  ['it is not there', { token: without('id_token') }],
  ['the name is that of another', { userinfo: withThe({ sub: 'eve-1' }) }],
])('without discovery a token is refused too when %s', async (_, lies) => {
  const { liar, provider } = await silentProvider()
  Object.assign(liar.lies, lies)
  await expect(signInAt(liar, provider)).rejects.toMatchObject(refused)
})

test('given endpoints are no way around what a provider says of itself', async () => {
  const { liar, provider } = await silentProvider()
  liar.lies.answer = () => false
  for (const lie of [{ issuer: 'https://evil.example' }, { jwks_uri: undefined }]) {
    liar.lies.discovery = withThe(lie)
    await expect(signInAt(liar, provider)).rejects.toMatchObject(refused)
  }
})
