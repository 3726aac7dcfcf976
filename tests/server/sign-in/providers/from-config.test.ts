import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../../../server/config/config.ts'
import { providersFrom } from '../../../../server/sign-in/providers/from-config.ts'

const from = (environment: Record<string, string>) =>
  providersFrom(readConfig(environment), Date.now)

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    from(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** The options as the compose file of the first server has them. */
const all = {
  PUBLIC_URL: 'http://localhost:9693',
  AUTH_MODULES: 'oidc, github, google',
  OIDC_CLIENT_ID: 'clientid',
  OIDC_CLIENT_SECRET: 'secret',
  OIDC_ISSUER: 'https://keycloak.domain.tld/realms/myrealm',
  OIDC_AUTHORIZATION_URL: 'https://keycloak.domain.tld/realms/myrealm/protocol/openid-connect/auth',
  OIDC_TOKEN_URL: 'https://keycloak.domain.tld/realms/myrealm/protocol/openid-connect/token',
  OIDC_USERINFO_URL: 'https://keycloak.domain.tld/realms/myrealm/protocol/openid-connect/userinfo',
  GITHUB_CLIENT_ID: 'clientid',
  GITHUB_CLIENT_SECRET: 'secret',
  GOOGLE_CLIENT_ID: 'clientid',
  GOOGLE_CLIENT_SECRET: 'secret',
}

test('by default there is none', () => {
  expect(from({})).toEqual(new Map())
  expect(from({ AUTH_MODULES: 'local' })).toEqual(new Map())
})

test('the options of the first server switch all on', () => {
  const named = [...from(all)].map(([type, { name }]) => [type, name])
  expect(named).toEqual([
    ['oidc', 'OpenID Connect'],
    ['github', 'GitHub'],
    ['google', 'Google'],
  ])
})

test('their order is that of AUTH_MODULES, each once', () => {
  const AUTH_MODULES = 'GOOGLE,local, oidc,google'
  expect([...from({ ...all, AUTH_MODULES }).keys()]).toEqual(['google', 'oidc'])
})

test('the button can be named', () => {
  expect(from({ ...all, OIDC_NAME: 'Our house' }).get('oidc')?.name).toBe('Our house')
})

test('everything that is missing is told at once', () => {
  expect(
    problemsOf({ AUTH_MODULES: 'oidc,github,google', OIDC_TOKEN_URL: 'https://a.example' }),
  ).toEqual([
    'OIDC_ISSUER is missing: AUTH_MODULES names oidc',
    'OIDC_CLIENT_ID is missing: AUTH_MODULES names oidc',
    'OIDC_CLIENT_SECRET is missing: AUTH_MODULES names oidc',
    'PUBLIC_URL is missing: AUTH_MODULES names ways in that send people back to it',
    'OIDC_AUTHORIZATION_URL and OIDC_TOKEN_URL are of use only together',
    'GITHUB_CLIENT_ID is missing: AUTH_MODULES names github',
    'GITHUB_CLIENT_SECRET is missing: AUTH_MODULES names github',
    'GOOGLE_CLIENT_ID is missing: AUTH_MODULES names google',
    'GOOGLE_CLIENT_SECRET is missing: AUTH_MODULES names google',
  ])
})

test.each([
  ['AUTH_MODULES', 'oidc,ldap', 'must be one of local, oidc, github, google'],
  ['OIDC_ISSUER', 'http://keycloak.lan/realm', 'only for this machine itself'],
  ['OIDC_ISSUER', 'keycloak.lan', 'must begin with https://'],
  ['OIDC_ISSUER', 'https://ada:pw@keycloak.lan', 'must begin with https://'],
  ['OIDC_ISSUER', 'https://keycloak.lan/#a', 'without a #'],
  ['OIDC_TOKEN_URL', 'http://127.0.0.1.evil.example/', 'only for this machine itself'],
  ['GITHUB_URL', 'http://localhost.evil.example', 'only for this machine itself'],
  ['GITHUB_API_URL', 'https://github.lan/api?v=3', 'without a query'],
])('%s=%s cannot be used', (env, value, why) => {
  const problems = problemsOf({ ...all, [env]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${env}=`)
  expect(problems[0]).toContain(why)
})

test.each([
  'http://localhost:8080/realm',
  'http://127.0.0.1:1',
  'http://[::1]:1/',
  'http://op.localhost',
])('a provider on this machine needs no HTTPS: %s', (OIDC_ISSUER) =>
  expect(problemsOf({ ...all, OIDC_ISSUER })).toEqual([]),
)

test.each([
  [{}, 'https://github.com/login/oauth/authorize'],
  [{ GITHUB_URL: 'https://github.lan/' }, 'https://github.lan/login/oauth/authorize'],
])('GitHub is where GITHUB_URL says: %j', async (more, address) => {
  const begun = await from({ ...all, ...more })
    .get('github')
    ?.begin()
  const url = new URL(begun?.url ?? '')
  expect(url.origin + url.pathname).toBe(address)
  expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:9693/callback/github')
})

describe('the proxy', () => {
  const own = { PUBLIC_URL: 'https://sync.example.com', AUTH_MODULES: 'proxy' }

  test('is one where it is told who it is', () => {
    const found = from({ ...own, TRUST_PROXY: '172.18.0.2', PROXY_NAME: 'Authelia' })
    expect([...found].map(([type, { name }]) => [type, name])).toEqual([['proxy', 'Authelia']])
  })

  test('is off unless it is named', () => {
    expect(from({ TRUST_PROXY: '172.18.0.2', PROXY_USER_HEADER: 'Remote-User' })).toEqual(new Map())
  })

  test('must be known by its address', () => {
    expect(problemsOf(own)).toEqual(['TRUST_PROXY is missing: AUTH_MODULES names proxy'])
  })

  test.each(['uniquelocal', 'linklocal', '10.0.0.0/8', '10.0.0.1, 172.16.0.0/12', 'fd00::/8'])(
    '%s is too wide: whoever is in it could sign in as anybody',
    (TRUST_PROXY) => {
      expect(problemsOf({ ...own, TRUST_PROXY })).toEqual([
        expect.stringMatching(/^TRUST_PROXY=.* is too wide for AUTH_MODULES=proxy: /),
      ])
    },
  )

  test.each(['loopback', '10.0.0.1', '172.18.0.0/16', 'fd00:1::/64', '10.0.0.1, ::1'])(
    '%s is not',
    (TRUST_PROXY) => expect(problemsOf({ ...own, TRUST_PROXY })).toEqual([]),
  )
})
