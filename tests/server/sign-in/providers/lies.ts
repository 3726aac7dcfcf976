import type { ServerResponse } from 'node:http'
import {
  clientId,
  clientSecret,
  hmacWith,
  type Json,
  jwk,
  keys,
  type Lies,
  publicPem,
  signWith,
} from './lying-provider.ts'

type Answer = (path: string, response: ServerResponse) => boolean

export const without = (name: string) => (truth: Json) =>
  Object.fromEntries(Object.entries(truth).filter(([key]) => key !== name))
export const withThe = (change: Json) => (truth: Json) => ({ ...truth, ...change })
const seconds = () => Math.floor(Date.now() / 1_000)
export const answers =
  (path: string, status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (asked, response) => {
    if (asked !== path) return false
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    return true
  }
/** Sends more and more, as long as somebody listens. */
const floods =
  (path: string): Answer =>
  (asked, response) => {
    if (asked !== path) return false
    response.writeHead(200, { 'content-type': 'application/json' })
    response.on('error', () => {})
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
    }
    response.on('drain', more)
    more()
    return true
  }

/** Takes the question and says nothing. */
export const never =
  (path: string): Answer =>
  (asked) =>
    asked === path
/** What no sign-in may get through with. */
export const refused: [string, Lies][] = [
  ['discovery: another issuer', { discovery: withThe({ issuer: 'https://accounts.google.com' }) }],
  ['discovery: no issuer', { discovery: without('issuer') }],
  ['discovery: an issuer that is no text', { discovery: withThe({ issuer: ['a'] }) }],
  ['discovery: no token endpoint', { discovery: without('token_endpoint') }],
  ['discovery: no keys', { discovery: without('jwks_uri') }],
  [
    'discovery: codes over plain HTTP',
    { discovery: withThe({ token_endpoint: 'http://192.0.2.1/' }) },
  ],
  [
    'discovery: keys over plain HTTP',
    { discovery: withThe({ jwks_uri: 'http://192.0.2.1/jwks' }) },
  ],
  [
    'discovery: people over plain HTTP',
    { discovery: withThe({ authorization_endpoint: 'http://192.0.2.1/authorize' }) },
  ],
  [
    'discovery: a script for the browser',
    { discovery: withThe({ authorization_endpoint: 'javascript:alert(1)' }) },
  ],
  ['discovery: a file', { discovery: withThe({ token_endpoint: 'file:///etc/passwd' }) }],
  [
    'discovery: goes elsewhere',
    { answer: answers('/.well-known/openid-configuration', 302, '', { location: '/jwks' }) },
  ],
  ['discovery: is not there', { answer: answers('/.well-known/openid-configuration', 404) }],
  ['discovery: is a page', { answer: answers('/.well-known/openid-configuration', 200, '<html>') }],
  ['discovery: is a list', { answer: answers('/.well-known/openid-configuration', 200, '[]') }],
  ['discovery: never ends', { answer: floods('/.well-known/openid-configuration') }],
  ['token: goes elsewhere', { answer: answers('/token', 307, '', { location: '/jwks' }) }],
  ['token: is a page', { answer: answers('/token', 200, '<html>canary') }],
  ['token: is cut off', { answer: answers('/token', 200, '{"access_token":"canary",x') }],
  ['token: is nothing', { answer: answers('/token', 200) }],
  ['token: is a list', { answer: answers('/token', 200, '[]') }],
  ['token: never ends', { answer: floods('/token') }],
  ['token: no access token', { token: without('access_token') }],
  ['token: no id_token', { token: without('id_token') }],
  ['token: of a kind that nobody knows', { token: withThe({ token_type: 'mac' }) }],
  ['id_token: is no text', { token: withThe({ id_token: { sub: 'ada-1' } }) }],
  ['id_token: is no JWT', { idToken: () => 'abc' }],
  ['id_token: encrypted', { idToken: (truth) => `${truth}.a.b` }],
  ['id_token: another issuer', { claims: withThe({ iss: 'https://accounts.google.com' }) }],
  ['id_token: no issuer', { claims: without('iss') }],
  ['id_token: another audience', { claims: withThe({ aud: 'another' }) }],
  ['id_token: no audience', { claims: without('aud') }],
  ['id_token: a part of the audience', { claims: withThe({ aud: 'hub2' }) }],
  ['id_token: more audiences', { claims: withThe({ aud: [clientId, 'another'] }) }],
  [
    'id_token: for another party',
    { claims: withThe({ aud: [clientId, 'another'], azp: 'another' }) },
  ],
  ['id_token: another nonce', { claims: withThe({ nonce: 'x'.repeat(43) }) }],
  ['id_token: no nonce', { claims: without('nonce') }],
  ['id_token: an empty nonce', { claims: withThe({ nonce: '' }) }],
  ['id_token: expired', { claims: (truth) => ({ ...truth, exp: seconds() - 3_600 }) }],
  ['id_token: no expiry', { claims: without('exp') }],
  ['id_token: an expiry in words', { claims: withThe({ exp: '9999999999' }) }],
  ['id_token: no time of issue', { claims: without('iat') }],
  ['id_token: not valid yet', { claims: (truth) => ({ ...truth, nbf: seconds() + 3_600 }) }],
  ['id_token: no subject', { claims: without('sub') }],
  ['id_token: an empty subject', { claims: withThe({ sub: '', name: 'Ada' }) }],
  ['id_token: a subject that is a number', { claims: withThe({ sub: 1 }) }],
  ['id_token: a very long subject', { claims: withThe({ sub: 'a'.repeat(256), name: 'Ada' }) }],
  ['signature: none at all', { header: withThe({ alg: 'none' }), sign: () => '' }],
  [
    'signature: none, and it says that it may',
    {
      header: withThe({ alg: 'none' }),
      sign: () => '',
      discovery: withThe({ id_token_signing_alg_values_supported: ['none', 'RS256'] }),
    },
  ],
  ['signature: empty', { sign: () => '' }],
  ['signature: of another key', { sign: signWith(keys.foreign.privateKey) }],
  ['signature: of other content', { sign: (data) => signWith(keys.own.privateKey)(`${data}x`) }],
  [
    'signature: with our own secret, where the provider does not name that',
    { header: withThe({ alg: 'HS256' }), sign: hmacWith(clientSecret) },
  ],
  [
    'signature: with another secret',
    {
      header: withThe({ alg: 'HS256' }),
      sign: hmacWith(`${clientSecret}x`),
      discovery: withThe({ id_token_signing_alg_values_supported: ['HS256', 'RS256'] }),
    },
  ],
  [
    'signature: with our own secret, cut short',
    {
      header: withThe({ alg: 'HS256' }),
      sign: (data) => hmacWith(clientSecret)(data).slice(0, 20),
      discovery: withThe({ id_token_signing_alg_values_supported: ['HS256', 'RS256'] }),
    },
  ],
  [
    'signature: with our own secret, over the claims of another',
    {
      header: withThe({ alg: 'HS256' }),
      sign: hmacWith(clientSecret),
      claims: withThe({ aud: 'another' }),
      discovery: withThe({ id_token_signing_alg_values_supported: ['HS256', 'RS256'] }),
    },
  ],
  [
    'signature: with the public key as the secret',
    {
      header: withThe({ alg: 'HS256' }),
      sign: hmacWith(publicPem),
      discovery: withThe({ id_token_signing_alg_values_supported: ['HS256', 'RS256'] }),
    },
  ],
  ['signature: of a kind that was not named', { header: withThe({ alg: 'RS512' }) }],
  ['signature: with a key that nobody has', { header: withThe({ kid: 'other' }) }],
  [
    'signature: brings its own key',
    {
      header: withThe({ kid: 'x', jwk: jwk(keys.foreign.publicKey, 'x') }),
      sign: signWith(keys.foreign.privateKey),
    },
  ],
  [
    'signature: says where its own key is',
    {
      header: withThe({ kid: 'x', jku: 'https://evil.example/jwks' }),
      sign: signWith(keys.foreign.privateKey),
    },
  ],
  ['signature: wants an extension', { header: withThe({ crit: ['b64'], b64: false }) }],
  [
    'signature: with a weak key',
    {
      jwks: () => ({ keys: [jwk(keys.weak.publicKey, 'own')] }),
      sign: signWith(keys.weak.privateKey),
    },
  ],
  ['keys: none', { jwks: () => ({ keys: [] }) }],
  ['keys: no list', { jwks: () => ({ keys: 'all' }) }],
  [
    'keys: for encryption only',
    { jwks: () => ({ keys: [{ ...jwk(keys.own.publicKey, 'own'), use: 'enc' }] }) },
  ],
  ['keys: go elsewhere', { answer: answers('/jwks', 302, '', { location: '/other' }) }],
  ['keys: never end', { answer: floods('/jwks') }],
  ['userinfo: another subject', { userinfo: withThe({ sub: 'eve-1' }) }],
]

/** What says nothing of a name, after the token has proved who it is: the person gets in all the same. */
export const nameless: [string, Lies][] = [
  ['over plain HTTP', { discovery: withThe({ userinfo_endpoint: 'http://192.0.2.1/' }) }],
  ['without a subject', { userinfo: without('sub') }],
  ['that goes elsewhere', { answer: answers('/userinfo', 302, '', { location: '/other' }) }],
  [
    'that wants another token',
    {
      answer: answers('/userinfo', 401, '{}', {
        'www-authenticate': 'Bearer error="invalid_token"',
      }),
    },
  ],
  ['that never ends', { answer: floods('/userinfo') }],
  ['with 500', { answer: answers('/userinfo', 500, '<p>canary') }],
  ['with 403', { answer: answers('/userinfo', 403) }],
  ['with 404', { answer: answers('/userinfo', 404) }],
  ['that is empty', { answer: answers('/userinfo', 200, '') }],
  ['that is a page', { answer: answers('/userinfo', 200, '<html>') }],
  ['that is a list', { answer: answers('/userinfo', 200, '[]') }],
  [
    'that is an odd JWT',
    { answer: answers('/userinfo', 200, 'a.b.c', { 'content-type': 'application/jwt' }) },
  ],
  ['with a name that is no text', { userinfo: withThe({ preferred_username: { a: 1 } }) }],
]
