import { type Config, ConfigError, options } from '../../config/config.ts'
import type { Clock } from '../../lib/clock.ts'
import type { ProviderType } from '../../lib/provider-types.ts'
import { createGithub } from './github.ts'
import { createGoogle } from './google.ts'
import { createOidc } from './oidc.ts'
import type { Provider } from './provider.ts'

const needed = {
  oidc: ['oidcIssuer', 'oidcClientId', 'oidcClientSecret'],
  github: ['githubClientId', 'githubClientSecret'],
  google: ['googleClientId', 'googleClientSecret'],
} as const

/**
 * The providers that are switched on, in the order of AUTH_MODULES.
 * @throws ConfigError with everything that is missing
 */
export function providersFrom(config: Config, now: Clock): ReadonlyMap<ProviderType, Provider> {
  const chosen = config.authModules.filter((one) => one !== 'local')
  const problems = [...new Set(chosen.flatMap((type) => problemsOf(config, type)))]
  if (problems.length > 0) throw new ConfigError(problems)
  return new Map(chosen.map((type) => [type, create[type](config, now)]))
}

function problemsOf(config: Config, type: ProviderType): readonly string[] {
  const { publicUrl, oidcAuthorizationUrl, oidcTokenUrl } = config
  const missing = needed[type].filter((name) => config[name] === undefined)
  const problems = missing.map(
    (name) => `${options[name].env} is missing: AUTH_MODULES names ${type}`,
  )
  if (publicUrl === undefined) {
    problems.push('PUBLIC_URL is missing: AUTH_MODULES names ways in that send people back to it')
  }
  if (type === 'oidc' && (oidcAuthorizationUrl === undefined) !== (oidcTokenUrl === undefined)) {
    problems.push('OIDC_AUTHORIZATION_URL and OIDC_TOKEN_URL are of use only together')
  }
  return problems
}

/** How each is made of a configuration in which nothing is missing. */
const create: Readonly<Record<ProviderType, (config: Config, now: Clock) => Provider>> = {
  oidc: (config, now) => {
    const { oidcAuthorizationUrl: authorization, oidcTokenUrl: token } = config
    return createOidc({
      type: 'oidc',
      name: config.oidcName,
      issuer: given(config.oidcIssuer),
      clientId: given(config.oidcClientId),
      clientSecret: given(config.oidcClientSecret),
      redirectUri: redirectUri(config, 'oidc'),
      ...(authorization !== undefined &&
        token !== undefined && {
          endpoints: { authorization, token, userinfo: config.oidcUserinfoUrl },
        }),
      now,
    })
  },
  github: (config) => {
    const { githubUrl: url } = config
    return createGithub({
      url,
      apiUrl: config.githubApiUrl ?? apiOf(url),
      clientId: given(config.githubClientId),
      clientSecret: given(config.githubClientSecret),
      redirectUri: redirectUri(config, 'github'),
    })
  },
  google: (config, now) =>
    createGoogle({
      issuer: config.googleIssuer,
      clientId: given(config.googleClientId),
      clientSecret: given(config.googleClientSecret),
      redirectUri: redirectUri(config, 'google'),
      now,
    }),
}

const redirectUri = ({ publicUrl }: Config, type: ProviderType) =>
  `${given(publicUrl)}/callback/${type}`

/** Where GitHub has its API, and where a GitHub Enterprise Server has it. */
const apiOf = (url: string) =>
  url === options.githubUrl.preset ? 'https://api.github.com' : `${url}/api/v3`

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the configuration was not checked')
  return value
}
