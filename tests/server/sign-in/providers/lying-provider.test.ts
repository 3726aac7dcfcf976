import { expect, test } from 'vitest'
import { figure } from '../../../helpers/figures.ts'
import { answers, nameless, refused, withThe } from './lies.ts'
import {
  challengeOf,
  clientId,
  clientSecret,
  hmacWith,
  type Lies,
  startLyingProvider,
} from './lying-provider.ts'
import { arrival, providerAt, redirectUri, signInAt } from './sign-in-at.ts'

test('a provider that tells the truth gets its person in', async () => {
  const liar = await startLyingProvider()
  expect(await signInAt(liar)).toEqual({ issuer: liar.issuer, subject: 'ada-1', label: 'ada' })
  expect(liar.asked.map(({ path }) => path)).toEqual([
    '/.well-known/openid-configuration',
    '/token',
    '/jwks',
    '/userinfo',
  ])
})

test('what the token says of a name saves a question', async () => {
  const liar = await startLyingProvider({ claims: withThe({ email: 'ada@example.com' }) })
  expect((await signInAt(liar)).label).toBe('ada@example.com')
  expect(liar.asked.map(({ path }) => path)).not.toContain('/userinfo')
})

test.each(refused)('refused: %s', async (_, lies) => {
  figure('a lying OpenID provider: lies in documents, keys and tokens', 1)
  const liar = await startLyingProvider(lies)
  const problem = await signInAt(liar).catch((error: unknown) => error)
  expect(problem).toMatchObject({ name: 'SignInProblem', code: 'provider_refused' })
  expect((problem as Error).message).not.toMatch(/canary|a-client-secret|ada-1|eyJ/)
})

test.each(nameless)('an answer %s about the name keeps nobody out', async (_, lies) => {
  const liar = await startLyingProvider(lies)
  const identity = await signInAt(liar)
  expect(identity).toEqual({ issuer: liar.issuer, subject: 'ada-1', label: 'ada-1' })
})

test.each(['HS256', 'HS384', 'HS512'])('a token may be signed with our secret: %s', async (alg) => {
  const sign = hmacWith(clientSecret, alg.replace('HS', 'sha'))
  const lies: Lies = {
    header: withThe({ alg, kid: undefined }),
    sign,
    discovery: withThe({ id_token_signing_alg_values_supported: [alg, 'RS256'] }),
  }
  const liar = await startLyingProvider(lies)
  expect(await signInAt(liar)).toMatchObject({ subject: 'ada-1', label: 'ada' })
  // The code is good for one question.
  expect(liar.asked.filter(({ path }) => path === '/token')).toHaveLength(1)
  // A provider that signs in no other way has no keys to show.
  const noKeys = withThe({ id_token_signing_alg_values_supported: [alg], jwks_uri: undefined })
  const other = await startLyingProvider({ ...lies, discovery: noKeys })
  expect(await signInAt(other)).toMatchObject({ subject: 'ada-1' })
})

test('a signature that the provider does not name: the log says what to change', async () => {
  const lies = { header: withThe({ alg: 'HS256' }), sign: hmacWith(clientSecret) }
  await expect(signInAt(await startLyingProvider(lies))).rejects.toThrow(
    'signed with HS256, and the provider names only RS256: choose one of these',
  )
})

test('of two who sign in at once, each gets the answer that was theirs', async () => {
  const supported = { id_token_signing_alg_values_supported: ['HS256'] }
  let count = 0
  const liar = await startLyingProvider({
    header: withThe({ alg: 'HS256' }),
    sign: hmacWith(clientSecret),
    discovery: withThe(supported),
    claims(truth) {
      count += 1
      return { ...truth, sub: `person-${count}`, email: 'a@b' }
    },
  })
  const provider = providerAt(liar.issuer)
  const begun = []
  for (let index = 0; index < 8; index += 1) begun.push(await provider.begin())
  const [first] = begun
  // The provider knows one nonce at a time, so all of them come back with the same.
  liar.nonce = first?.secrets.nonce ?? ''
  const finished = await Promise.all(
    begun.map(({ secrets }) => {
      const callback = new URL(redirectUri)
      callback.search = `?code=code&state=${secrets.state}&iss=${encodeURIComponent(liar.issuer)}`
      return provider.finish(callback, { ...secrets, nonce: liar.nonce }, arrival)
    }),
  )
  expect(new Set(finished.map(({ subject }) => subject)).size).toBe(8)
})

test('a provider that wants requests pushed gets them so', async () => {
  const liar = await startLyingProvider()
  liar.lies.discovery = withThe({
    pushed_authorization_request_endpoint: `${liar.issuer}/par`,
    require_pushed_authorization_requests: true,
  })
  liar.lies.answer = answers('/par', 201, '{"request_uri":"urn:kept:1","expires_in":60}')
  const { url, secrets } = await providerAt(liar.issuer).begin()
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    client_id: clientId,
    request_uri: 'urn:kept:1',
  })
  const pushed = liar.asked.find(({ path }) => path === '/par')?.form
  expect(Object.fromEntries(pushed ?? [])).toMatchObject({
    redirect_uri: redirectUri,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: challengeOf(secrets.codeVerifier),
    code_challenge_method: 'S256',
    response_type: 'code',
  })
})

test('a provider that wants it of this client alone gets it from the second try on', async () => {
  const liar = await startLyingProvider()
  liar.lies.discovery = withThe({ pushed_authorization_request_endpoint: `${liar.issuer}/par` })
  const kept = answers('/par', 201, '{"request_uri":"urn:kept:1","expires_in":60}')
  const refuse = answers('/par', 401, '{"error":"invalid_client"}')
  // It takes the secret in the second way only.
  let tries = 0
  liar.lies.answer = (path, response) => {
    if (path !== '/par') return false
    tries += 1
    return (tries === 1 ? refuse : kept)(path, response)
  }
  const provider = providerAt(liar.issuer)
  const { url, secrets } = await provider.begin()
  expect(new URL(url).searchParams.get('request_uri')).toBeNull()
  const callback = new URL(redirectUri)
  const iss = encodeURIComponent(liar.issuer)
  callback.search = `?error=invalid_request&state=${secrets.state}&iss=${iss}`
  await expect(provider.finish(callback, secrets, arrival)).rejects.toThrow('invalid_request')
  expect(new URL((await provider.begin()).url).searchParams.get('request_uri')).toBe('urn:kept:1')
  expect(tries).toBe(2)
})
