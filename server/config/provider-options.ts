import { optional, text } from '../lib/config-values.ts'
import { option, secretOption } from './option.ts'
import { authModules, providerAddress, providerBase, userHeader } from './provider-values.ts'

/** Who proves people to the hub, and how each is reached. */
export const providerOptions = {
  authModules: option(
    'AUTH_MODULES',
    'local',
    authModules,
    'The ways to sign in, with commas between: oidc, github, google, proxy. A local owner always gets in.',
  ),
  oidcIssuer: option(
    'OIDC_ISSUER',
    '',
    optional(providerAddress),
    'The address of an OpenID Connect provider; http:// only on this machine itself.',
  ),
  oidcClientId: option('OIDC_CLIENT_ID', '', optional(text), 'As whom it knows the hub.'),
  oidcClientSecret: secretOption('OIDC_CLIENT_SECRET', text, 'The secret that goes with it.'),
  oidcName: option('OIDC_NAME', 'OpenID Connect', text, 'What the button for it says.'),
  oidcAuthorizationUrl: option(
    'OIDC_AUTHORIZATION_URL',
    '',
    optional(providerAddress),
    'Where people sign in, for a provider that does not tell it itself (no discovery).',
  ),
  oidcTokenUrl: option(
    'OIDC_TOKEN_URL',
    '',
    optional(providerAddress),
    'Where codes become tokens, for a provider that does not tell it itself.',
  ),
  oidcUserinfoUrl: option(
    'OIDC_USERINFO_URL',
    '',
    optional(providerAddress),
    'Where names are asked for, for a provider that does not tell it itself.',
  ),
  githubClientId: option(
    'GITHUB_CLIENT_ID',
    '',
    optional(text),
    'The client id of an OAuth app at GitHub.',
  ),
  githubClientSecret: secretOption('GITHUB_CLIENT_SECRET', text, 'The secret that goes with it.'),
  githubUrl: option(
    'GITHUB_URL',
    'https://github.com',
    providerBase,
    'The address of GitHub, or of a GitHub Enterprise Server.',
  ),
  githubApiUrl: option(
    'GITHUB_API_URL',
    '',
    optional(providerBase),
    'The address of its API. Empty: https://api.github.com, or GITHUB_URL/api/v3 for another server.',
  ),
  googleClientId: option(
    'GOOGLE_CLIENT_ID',
    '',
    optional(text),
    'The client id of a web application at Google.',
  ),
  googleClientSecret: secretOption('GOOGLE_CLIENT_SECRET', text, 'The secret that goes with it.'),
  googleIssuer: option(
    'GOOGLE_ISSUER',
    'https://accounts.google.com',
    providerAddress,
    'The address of Google; other ones are for tests.',
  ),
  proxyUserHeader: option(
    'PROXY_USER_HEADER',
    'Remote-User',
    userHeader,
    'The header in which your reverse proxy names the person, for AUTH_MODULES=proxy. Believed from TRUST_PROXY alone.',
  ),
  proxyName: option('PROXY_NAME', 'Single sign-on', text, 'What the button for it says.'),
} as const
