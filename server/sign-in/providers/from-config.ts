import { type Config, options } from '../../config/config.ts'
import type { Clock } from '../../lib/clock.ts'
import type { ProviderType } from '../../lib/provider-types.ts'
import { createGithub } from './github.ts'
import { createGoogle } from './google.ts'
import { createOidc } from './oidc.ts'
import type { Provider } from './provider.ts'
import { createProxy } from './proxy.ts'

/** The providers that are switched on, in the order of AUTH_MODULES. */
export function providersFrom(config: Config, now: Clock): ReadonlyMap<ProviderType, Provider> {
  const chosen = config.authModules.filter((one) => one !== 'local')
  return new Map(chosen.map((type) => [type, create[type](config, now)]))
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
  proxy: (config) =>
    createProxy({
      name: config.proxyName,
      header: config.proxyUserHeader,
      trusted: given(config.trustProxy),
      redirectUri: redirectUri(config, 'proxy'),
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
