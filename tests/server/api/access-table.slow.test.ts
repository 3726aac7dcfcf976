import { expect, test } from 'vitest'
import { createAccount, findAccount } from '../../../server/accounts/accounts.ts'
import { newKeyText } from '../../../server/accounts/key-secret.ts'
import { createKey, keyById, revokeKey } from '../../../server/accounts/keys.ts'
import { createToken, revokeToken, type TokenWish } from '../../../server/accounts/tokens.ts'
import type { Access } from '../../../server/api/access.ts'
import type { Hub } from '../../../server/hub.ts'
import { days } from '../../../server/lib/clock.ts'
import { beginSession } from '../../../server/sign-in/sessions.ts'
import { allApps } from '../../../server/storage/all-apps.ts'
import type { Role } from '../../../server/storage/store.ts'
import { figure } from '../../helpers/figures.ts'
import { testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

type Row = readonly [method: string, url: string, access: Access]

const doorReads = ['GET', 'OPTIONS', 'PROPFIND']
const doorMethods = [
  ...[...doorReads, 'PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE', 'PROPPATCH', 'LOCK', 'UNLOCK'],
]
const doors = ['/dav', '/remote.php/dav/files/:user', '/remote.php/webdav']
/** Some clients look at what is above, or make it. */
const aboveDoors = ['/', '/remote.php', '/remote.php/dav', '/remote.php/dav/files']

/** Every way into the files of apps by WebDAV. */
const doorRows: readonly Row[] = [
  ...doors
    .flatMap((url) => [url, `${url}/*`])
    .flatMap((url) => doorMethods.map((method): Row => [method, url, 'door'])),
  ...aboveDoors.flatMap((url) =>
    ['OPTIONS', 'PROPFIND', 'MKCOL'].map((method): Row => [method, url, 'door']),
  ),
]

/** Plain addresses of files; a key may stand in them. */
const addressRows = ['/f', '/f/*'].flatMap((url) =>
  ['OPTIONS', 'GET', 'PUT', 'POST'].map((method): Row => [method, url, 'address']),
)

/** The servers of two apps that the hub stands in for. */
const serviceRows = [
  ['GET', '/api/sync/content'],
  ['PUT', '/api/sync/content'],
  ['POST', '/api/sync/event'],
  ['GET', '/api/1/user'],
  ['GET', '/api/1/configs'],
  ['POST', '/api/1/configs'],
  ['GET', '/api/1/configs/:id'],
  ['PATCH', '/api/1/configs/:id'],
  ['DELETE', '/api/1/configs/:id'],
  ...['/api/1/user', '/api/1/configs', '/api/1/configs/:id'].map((url) => ['OPTIONS', url]),
].map(([method = '', url = '']): Row => [method, url, 'door'])

/** Every route of the hub and who may call it. A new one is written down here, by hand. */
const table: readonly Row[] = [
  ...doorRows,
  ...addressRows,
  ...serviceRows,
  ['GET', '/health', 'anyone'],
  ['GET', '/metrics', 'metrics'],
  ['GET', '/docs', 'anyone'],
  ['GET', '/*', 'anyone'],
  ['GET', '/', 'anyone'],
  ['GET', '/set-up', 'anyone'],
  ['GET', '/invite', 'anyone'],
  ['GET', '/sign-in', 'anyone'],
  ['GET', '/welcome', 'anyone'],
  ['GET', '/apps/:type', 'anyone'],
  ['GET', '/apps/:type/compare/:older/:newer', 'anyone'],
  ['GET', '/apps/:type/merge/:version', 'anyone'],
  ['GET', '/apps/:type/files', 'anyone'],
  ['GET', '/apps/:type/files/history', 'anyone'],
  ['GET', '/apps/:type/files/compare/:older/:newer', 'anyone'],
  ['GET', '/account', 'anyone'],
  ['GET', '/members', 'anyone'],
  ['GET', '/hub', 'anyone'],
  ['GET', '/files', 'anyone'],
  ['GET', '/connect', 'anyone'],
  ['GET', '/connect.js', 'anyone'],
  ['GET', '/sign-in/:module', 'anyone'],
  ['GET', '/callback/:module', 'anyone'],
  ['GET', '/api/v1/hub', 'anyone'],
  ['GET', '/api/v1/openapi.json', 'anyone'],
  ['GET', '/api/v1/session', 'anyone'],
  ['POST', '/api/v1/session', 'anyone'],
  ['POST', '/api/v1/session/window', 'anyone'],
  ['POST', '/api/v1/set-up', 'anyone'],
  ['POST', '/api/v1/invites/look', 'anyone'],
  ['POST', '/api/v1/invites/accept', 'anyone'],
  ['POST', '/api/v1/sync/update', 'key'],
  ['GET', '/api/v1/sync/settings', 'key'],
  ['GET', '/api/v1/sync/conflicts', 'key'],
  ['GET', '/api/v1/sync/events', 'key'],
  ['GET', '/api/v1/sync/history', 'key'],
  ['GET', '/api/v1/sync/history/:version', 'key'],
  ['POST', '/api/v1/sync/history/:version/restore', 'key'],
  ['GET', '/api/v1/keys', 'account'],
  ['POST', '/api/v1/keys', 'account'],
  ['POST', '/api/v1/keys/:key/rotate', 'account'],
  ['DELETE', '/api/v1/keys/:key', 'account'],
  ['GET', '/api/v1/devices', 'account'],
  ['DELETE', '/api/v1/slots/:app/devices/:device', 'account'],
  ['GET', '/api/v1/slots', 'account'],
  ['GET', '/api/v1/slots/:app/history', 'account'],
  ['GET', '/api/v1/slots/:app/history/:version', 'account'],
  ['POST', '/api/v1/slots/:app/history/:version/restore', 'account'],
  ['GET', '/api/v1/slots/:app/history/:version/file', 'account'],
  ['GET', '/api/v1/slots/:app/file', 'account'],
  ['POST', '/api/v1/slots/:app/file', 'account'],
  ['GET', '/api/v1/slots/:app/conflicts', 'account'],
  ['GET', '/api/v1/slots/:app/conflicts/:version', 'account'],
  ['POST', '/api/v1/slots/:app/conflicts/:version/preview', 'account'],
  ['POST', '/api/v1/slots/:app/conflicts/:version/merge', 'account'],
  ['POST', '/api/v1/slots/:app/conflicts/:version/dismiss', 'account'],
  ['GET', '/api/v1/slots/:app/preferences', 'account'],
  ['PATCH', '/api/v1/slots/:app/preferences', 'account'],
  ['GET', '/api/v1/slots/:app/files', 'account'],
  ['DELETE', '/api/v1/slots/:app/files', 'account'],
  ['GET', '/api/v1/slots/:app/files/content', 'account'],
  ['PUT', '/api/v1/slots/:app/files/content', 'account'],
  ['GET', '/api/v1/slots/:app/files/history', 'account'],
  ['GET', '/api/v1/slots/:app/files/history/:version', 'account'],
  ['GET', '/api/v1/slots/:app/files/history/:version/content', 'account'],
  ['POST', '/api/v1/slots/:app/files/history/:version/restore', 'account'],
  ['POST', '/api/v1/pairings', 'anyone'],
  ['GET', '/api/v1/pairings/:id', 'anyone'],
  ['GET', '/api/v1/pairing-requests', 'owner'],
  ['POST', '/api/v1/pairing-requests/:id/approve', 'owner'],
  ['POST', '/api/v1/pairing-requests/:id/deny', 'owner'],
  ['POST', '/api/v1/pairing-tickets', 'account'],
  ['GET', '/api/v1/apps', 'account'],
  ['GET', '/api/v1/apps/:app/logo', 'account'],
  ['POST', '/api/v1/apps/recognise', 'account'],
  ['GET', '/api/v1/me/export', 'account'],
  ['GET', '/api/v1/events', 'account'],
  ['DELETE', '/api/v1/session', 'account'],
  ['POST', '/api/v1/address-tickets', 'account'],
  ['GET', '/api/v1/sessions', 'account'],
  ['DELETE', '/api/v1/sessions', 'account'],
  ['DELETE', '/api/v1/sessions/:id', 'account'],
  ['PUT', '/api/v1/password', 'account'],
  ['GET', '/api/v1/sign-ins', 'account'],
  ['DELETE', '/api/v1/sign-ins/:id', 'account'],
  ['GET', '/api/v1/addresses', 'account'],
  ['POST', '/api/v1/apps', 'owner'],
  ['DELETE', '/api/v1/apps/:app', 'owner'],
  ['GET', '/api/v1/accounts', 'owner'],
  ['POST', '/api/v1/accounts', 'owner'],
  ['PATCH', '/api/v1/accounts/:account', 'owner'],
  ['DELETE', '/api/v1/accounts/:account', 'owner'],
  ['GET', '/api/v1/invites', 'owner'],
  ['POST', '/api/v1/invites', 'owner'],
  ['DELETE', '/api/v1/invites/:id', 'owner'],
  ['GET', '/api/v1/settings', 'owner'],
  ['PATCH', '/api/v1/settings', 'owner'],
  ['GET', '/api/v1/notify', 'owner'],
  ['POST', '/api/v1/notify', 'owner'],
  ['PATCH', '/api/v1/notify/:target', 'owner'],
  ['DELETE', '/api/v1/notify/:target', 'owner'],
  ['POST', '/api/v1/notify/:target/test', 'owner'],
  ['GET', '/api/v1/status', 'owner'],
  ['GET', '/api/v1/backup', 'owner'],
  ['GET', '/api/v1/backups', 'owner'],
  ['POST', '/api/v1/backups', 'owner'],
  ['PUT', '/api/v1/backups/schedule', 'owner'],
  ['GET', '/api/v1/backups/:name/file', 'owner'],
  ['DELETE', '/api/v1/backups/:name', 'owner'],
  ['POST', '/api/v1/backups/:name/restore', 'owner'],
  ['POST', '/api/v1/restore', 'owner'],
  ['GET', '/api/v1/lan', 'owner'],
  ['GET', '/api/v1/doctor', 'owner'],
  ['GET', '/api/v1/report', 'owner'],
  ['POST', '/api/v1/set-up-link', 'control'],
  ['POST', '/api/v1/import', 'control'],
  ['GET', '/api/v1/tokens', 'control'],
  ['POST', '/api/v1/tokens', 'control'],
  ['DELETE', '/api/v1/tokens/:token', 'control'],
  ['PUT', '/api/v1/accounts/:account/password', 'control'],
]

test('the table holds exactly the routes that the hub serves', async () => {
  const { hub } = await testHub()
  const served = hub.app.routeTable.filter(({ method }) => method !== 'HEAD')
  const text = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(' ')).sort()
  expect(text(served.map(({ method, url, access }) => [method, url, access]))).toEqual(text(table))
})

type Headers = Record<string, string>

/** How each caller is answered where not let through: a status and a code, by access. */
type Refusals = Partial<Record<Access | 'change', string>>

const noSession = { account: '401 sign_in_needed', owner: '401 sign_in_needed' }
const noControl = { control: '401 not_allowed' }
const noKey = { key: '401 key_missing', door: '401 key_missing', address: '401 key_missing' }
const notAKey = { key: '401 key_unknown', door: '401 key_unknown', address: '401 key_unknown' }
const forFiles = { key: '403 key_for_files', address: '403 key_for_files' }
const stranger = { ...noKey, ...noSession, ...noControl }

interface Caller {
  readonly who: string
  readonly headers: (hub: Hub) => Headers | Promise<Headers>
  readonly refused: Refusals
  /** Some routes take away what this caller came with. */
  readonly renewed?: boolean
}

const authorization = (text: string) => ({ authorization: text })
const withKey = (who: string, text: (hub: Hub) => Promise<string>, key?: string): Caller => ({
  who,
  headers: async (hub) => authorization(await text(hub)),
  refused: { ...noSession, ...noControl, ...(key && { key, door: key, address: key }) },
})

/** A token of a script: as good as an owner, but for keys and for what only commands may do. */
const withToken = (who: string, wish: Partial<TokenWish>, refused: Refusals): Caller => ({
  who,
  headers: async (hub) => {
    const { secret } = await createToken(hub.store, { name: 'a', readOnly: false, ...wish }, 0)
    return authorization(`Bearer ${secret}`)
  },
  refused: { ...notAKey, ...noControl, ...refused },
})

/** A key as the test needs it, of an account of its own. */
async function makeKey(
  hub: Hub,
  more: { app?: string; expiresAt?: number; readOnly?: boolean; address?: boolean } = {},
) {
  const account = await findAccount(hub.store, 'Ada')
  return createKey(hub.store, { account, app: 'thunder', name: 'a', ...more }, 0)
}

/** A new session, as most routes that end one would end it for the next caller too. */
async function session(
  hub: Hub,
  name: string,
  role: Role,
  at = Date.parse('2025-03-01'),
  via: 'password' | 'proxy' = 'password',
) {
  const account =
    (await hub.store.accounts.list()).find((one) => one.name === name) ??
    (await createAccount(hub.store, name, role, 0))
  const secret = await beginSession(hub.store, account.id, { browser: 'a', via }, at)
  const cookie = `sxncd-session=${secret.cookie}`
  return { account, headers: { cookie, 'x-sxncd-proof': secret.proof } }
}

const sameSite = { origin: 'http://localhost:9693', host: 'localhost:9693' }

const callers: readonly Caller[] = [
  { who: 'nobody', headers: () => ({}), refused: stranger },
  { who: 'an empty header', headers: () => authorization(' '), refused: stranger },
  { who: 'a scheme alone', headers: () => authorization('Bearer '), refused: stranger },
  {
    who: 'another scheme',
    headers: () => authorization('Basic QWRhOmtleQ=='),
    refused: { ...noSession, ...noControl, ...notAKey, key: '401 key_basic' },
  },
  {
    who: 'a good key as a password',
    headers: async (hub) => {
      const pair = Buffer.from(`Pixel:${(await makeKey(hub)).text}`).toString('base64')
      return authorization(`Basic ${pair}`)
    },
    refused: { ...noSession, ...noControl, key: '401 key_basic' },
  },
  withKey('a wrong key', async () => newKeyText(), '401 key_unknown'),
  withKey('a very long key', async () => 'x'.repeat(8_000), '401 key_unknown'),
  withKey('a mistyped key', async (hub) => `${(await makeKey(hub)).text}x`, '401 key_mistyped'),
  withKey(
    'a key in other letters',
    async (hub) => (await makeKey(hub)).text.toUpperCase(),
    '401 key_mistyped',
  ),
  withKey('the hash of a key', async (hub) => (await makeKey(hub)).key.hash, '401 key_unknown'),
  withKey(
    'an expired key',
    async (hub) => (await makeKey(hub, { expiresAt: 1 })).text,
    '401 key_expired',
  ),
  withKey(
    'a revoked key',
    async (hub) => {
      const { key, text } = await makeKey(hub)
      await revokeKey(hub.store, await keyById(hub.store, key.id), 1)
      return text
    },
    '401 key_revoked',
  ),
  withKey(
    'a key of a switched off account',
    async (hub) => {
      const account = await findAccount(hub.store, 'Off')
      return (await createKey(hub.store, { account, app: 'thunder', name: 'a' }, 0)).text
    },
    '403 account_disabled',
  ),
  withKey(
    'a key of an app that is switched off',
    async (hub) => (await makeKey(hub, { app: 'stylus' })).text,
    '403 app_off',
  ),
  {
    who: 'a key for the files of all apps',
    headers: async (hub) => authorization((await makeKey(hub, { app: allApps })).text),
    refused: { ...noSession, ...noControl, ...forFiles },
  },
  {
    who: 'a key for the files of all apps that only reads',
    headers: async (hub) =>
      authorization((await makeKey(hub, { app: allApps, readOnly: true })).text),
    refused: { ...noSession, ...noControl, ...forFiles, change: '403 key_read_only' },
  },
  {
    who: 'a key that only reads',
    headers: async (hub) => authorization((await makeKey(hub, { readOnly: true })).text),
    refused: { ...noSession, ...noControl, change: '403 key_read_only' },
  },
  {
    who: 'a key that stands in an address',
    headers: async (hub) => authorization((await makeKey(hub, { address: true })).text),
    refused: {
      ...{ ...noSession, ...noControl },
      ...{ key: '403 key_for_address', door: '403 key_for_address' },
    },
  },
  withKey('a good key', async (hub) => (await makeKey(hub)).text),
  withKey('a good key after Bearer', async (hub) => `bearer ${(await makeKey(hub)).text}`),
  {
    who: 'a forged session',
    headers: () => ({ ...sameSite, cookie: 'sxncd-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
    refused: stranger,
  },
  {
    who: 'the cookie of the owner without the proof of the page',
    headers: async (hub) => {
      const { cookie } = (await session(hub, 'Olga', 'owner')).headers
      return { ...sameSite, cookie }
    },
    refused: stranger,
  },
  {
    who: 'the cookie of the owner with a forged proof',
    headers: async (hub) => {
      const { headers } = await session(hub, 'Olga', 'owner')
      return { ...sameSite, ...headers, 'x-sxncd-proof': 'A'.repeat(43) }
    },
    refused: stranger,
  },
  {
    who: 'the proof of the owner without the cookie',
    headers: async (hub) => {
      const { headers } = await session(hub, 'Olga', 'owner')
      return { ...sameSite, 'x-sxncd-proof': headers['x-sxncd-proof'] }
    },
    refused: stranger,
  },
  {
    who: 'a session that is over',
    headers: async (hub) => ({
      ...sameSite,
      ...(await session(hub, 'Mia', 'member', Date.parse('2025-03-01') - days(91))).headers,
    }),
    refused: stranger,
  },
  {
    who: 'nobody whom the proxy names as the owner',
    headers: () => ({ ...sameSite, 'remote-user': 'Olga' }),
    refused: stranger,
  },
  {
    who: 'a session by the proxy, which now names somebody else',
    headers: async (hub) => {
      const at = Date.parse('2025-03-01')
      const { headers } = await session(hub, 'Olga', 'owner', at, 'proxy')
      return { ...sameSite, ...headers, 'remote-user': 'somebody else' }
    },
    refused: stranger,
  },
  {
    who: 'a session of a switched off account',
    headers: async (hub) => ({ ...sameSite, ...(await session(hub, 'Off', 'owner')).headers }),
    refused: stranger,
  },
  {
    who: 'a member',
    headers: async (hub) => ({ ...sameSite, ...(await session(hub, 'Mia', 'member')).headers }),
    renewed: true,
    refused: { ...noKey, ...noControl, owner: '403 owner_only' },
  },
  {
    who: 'the owner',
    headers: async (hub) => ({ ...sameSite, ...(await session(hub, 'Olga', 'owner')).headers }),
    renewed: true,
    refused: { ...noKey, ...noControl },
  },
  {
    who: 'a command on this machine',
    headers: ({ controlToken }) => authorization(`Bearer ${controlToken}`),
    refused: notAKey,
  },
  withToken('a token of a script', {}, {}),
  withToken('a token that only reads', { readOnly: true }, { change: '403 token_read_only' }),
  withToken('a token that is over', { expiresAt: 1 }, noSession),
  {
    who: 'a revoked token',
    headers: async (hub) => {
      const { token, secret } = await createToken(hub.store, { name: 'a', readOnly: false }, 0)
      await revokeToken(hub.store, token.id)
      return authorization(secret)
    },
    refused: { ...noSession, ...noControl, ...notAKey },
  },
  {
    who: 'a forged command',
    headers: ({ controlToken }) => authorization(`Bearer ${controlToken.slice(0, -1)}`),
    refused: { ...noSession, ...noControl, ...notAKey },
  },
]

/** Codes by which a request is refused for who sent it. */
const accessCodes = new Set([
  ...['key_missing', 'key_basic', 'key_mistyped', 'key_unknown', 'key_revoked'],
  ...['key_expired', 'key_for_files', 'key_read_only'],
  ...['key_for_address', 'key_not_for_address'],
  ...['account_disabled', 'app_off', 'not_allowed', 'owner_only', 'cross_site', 'host_unknown'],
  'token_read_only',
])

/** Calls a route with parameters that name nothing, so that nobody loses anything. */
async function call(hub: Hub, [method, url, access]: (typeof table)[number], headers: Headers) {
  const reply = await hub.app.inject({
    method: method as 'GET',
    url: url.replace(':version', '77').replace(/:\w+|\*/g, 'nothing'),
    headers: { ...headers, 'content-type': 'application/json' },
    payload: '{"no such field":1}',
    payloadAsStream: true,
  })
  reply.stream().destroy()
  const code = String(reply.headers['x-sxncd-error'])
  return { code, answer: `${reply.statusCode} ${code}`, access }
}

const served = (hub: Hub, url: string) =>
  hub.app.routeTable.filter((route) => route.url === url).map(({ method }) => method)

async function prepared() {
  const off = {
    ...{ RATE_LIMIT: 'off', APP_MODULES: 'thunder,obtainium' },
    ...{ SYNCYOMI: 'on', TABBY: 'on' },
    // Every request comes from the proxy that names people.
    ...{ AUTH_MODULES: 'proxy', TRUST_PROXY: 'loopback', PUBLIC_URL: 'http://localhost:9693' },
  }
  const overrides = { store: { syncs: noSyncs } }
  const { hub } = await testHub({ environment: off, now: Date.parse('2025-03-01'), overrides })
  await createAccount(hub.store, 'Ada', 'member', 0)
  const account = await createAccount(hub.store, 'Off', 'owner', 0)
  await hub.store.accounts.put({ ...account, disabled: true })
  return hub
}

/** What is wrong with how a caller is answered, route by route. */
async function mistakes(hub: Hub, { headers, refused, renewed }: Caller): Promise<string[]> {
  const found: string[] = []
  const once = await headers(hub)
  for (const [method, url, access] of table) {
    // What HEAD tells is what GET tells.
    const verbs = served(hub, url).filter(
      (verb) => verb === method || (verb === 'HEAD' && method === 'GET'),
    )
    for (const verb of verbs) {
      const sent = renewed ? await headers(hub) : once
      const { answer, code } = await call(hub, [verb, url, access], sent)
      figure(`access: every route by ${callers.length} kinds of caller`, 1)
      const changes = ![...doorReads, 'HEAD'].includes(verb) && access !== 'anyone'
      const refusal = refused[access] ?? (changes ? refused.change : undefined)
      const expected = refusal ?? 'anything but a refusal'
      const isRight = refusal ? answer === expected : !accessCodes.has(code)
      if (!isRight) found.push(`${verb} ${url} answered ${answer}, not ${expected}`)
    }
  }
  return found
}

test('every caller gets where they may and nowhere else', async () => {
  const hub = await prepared()
  for (const caller of callers) expect(await mistakes(hub, caller), caller.who).toEqual([])
}, 60_000)

test('another web page cannot make the owner of the hub change anything', async () => {
  const hub = await prepared()
  const origins: Headers[] = [
    { origin: 'https://example.com' },
    { origin: 'http://localhost:9694' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  const takesCookies = ([, , access]: Row) => !['key', 'door', 'address'].includes(access)
  for (const row of table.filter((row) => row[0] !== 'GET' && takesCookies(row))) {
    // No cookie counts there, and extensions of browsers pair by it.
    if (row[1] === '/api/v1/pairings') continue
    for (const origin of origins) {
      const { headers } = await session(hub, 'Olga', 'owner')
      const { answer } = await call(hub, row, { host: 'localhost:9693', ...headers, ...origin })
      figure('another web page (CSRF): every route that changes something', 1)
      const expected = row[2] === 'control' ? '401 not_allowed' : '403 cross_site'
      expect(`${row.join(' ')}: ${answer}`).toBe(`${row.join(' ')}: ${expected}`)
    }
  }
})

test('a name that a stranger could point at the hub is not answered, but for health checks', async () => {
  const hub = await prepared()
  for (const row of table) {
    const { headers } = await session(hub, 'Olga', 'owner')
    const { answer } = await call(hub, row, { host: 'evil.example.com', ...headers })
    figure('DNS rebinding: foreign names of the hub', 1)
    const expected =
      row[2] === 'key'
        ? '401 key_missing'
        : row[1] === '/health'
          ? '200 undefined'
          : '421 host_unknown'
    expect(`${row.join(' ')}: ${answer}`).toBe(`${row.join(' ')}: ${expected}`)
  }
})
