import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, options, readConfig } from '../../../server/config/config.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { envExample } from './config-example.ts'

const root = resolve(import.meta.dirname, '../../..')
const mib = 1024 ** 2

type Name = keyof typeof options

interface Case {
  readonly preset: unknown
  readonly good: readonly (readonly [text: string, value: unknown])[]
  readonly bad: readonly string[]
}

/** Of every option: its default, texts that it takes with what they mean, and texts it does not. */
const cases: Partial<Record<Name, Case>> = {
  host: {
    preset: '127.0.0.1',
    good: [
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::'],
      ['[::1]', '::1'],
      ['fe80::1%eth0', 'fe80::1%eth0'],
      ['hub.local', 'hub.local'],
      ['localhost', '127.0.0.1'],
      ['LOCALHOST', '127.0.0.1'],
    ],
    bad: ['http://0.0.0.0', '0.0.0.0:9693', 'two hosts', '-', '*', '../x'],
  },
  port: {
    preset: 9693,
    good: [
      ['0', 0],
      ['65535', 65_535],
      [' 80 ', 80],
    ],
    bad: ['65536', '-1', '1.5', '0x10', 'http', '1e3', '٣'],
  },
  notifyTargets: {
    preset: undefined,
    good: [],
    bad: [
      ...['example.com', 'ftp://example.com', 'mail+https://example.com', 'ntfy+https://ntfy.sh'],
      ...['gotify+https://example.com', 'https://example.com#events=everything'],
      ...['https://example.com#secret=short', 'https://example.com#hidden=1', 'http://?'],
      ...['https://example.com#language=xx', 'https://example.com '.repeat(21)],
    ],
  },
  notifyPrivate: {
    preset: false,
    good: [['on', true]],
    bad: ['some'],
  },
  lan: {
    preset: undefined,
    good: [
      ['on', true],
      ['off', false],
    ],
    bad: ['home'],
  },
  tlsCert: { preset: undefined, good: [], bad: [] },
  tlsKey: { preset: undefined, good: [], bad: [] },
  httpsPort: { preset: 9694, good: [['0', 0]], bad: ['65536', 'https'] },
  dataDir: {
    preset: resolve('data'),
    good: [
      ['/data', '/data'],
      ['a b', resolve('a b')],
    ],
    bad: [],
  },
  publicUrls: {
    preset: [],
    good: [
      ['https://sync.example.com/', ['https://sync.example.com']],
      ['http://hub:9693/sync//', ['http://hub:9693/sync']],
      ['https://example.com//sync///here/', ['https://example.com/sync/here']],
      ['https://example.com//', ['https://example.com']],
      [
        'https://a.example/x/y, http://b.example/x/y/',
        ['https://a.example/x/y', 'http://b.example/x/y'],
      ],
    ],
    bad: [
      ...['https://a.example/x, https://a.example', 'https://a.example,', 'https://a.example/api'],
      ...['https://a.example/sign-in/x', 'https://a.example/%41', 'https://a.example/a b'],
      ...['sync.example.com', 'ftp://example.com', 'https://', 'https://a@example.com'],
      ...['https://:b@example.com', 'https://example.com?a', 'https://example.com#a'],
    ],
  },
  appModules: {
    preset: undefined,
    good: [['obtainium, thunder', ['obtainium', 'thunder']]],
    bad: ['obtainium,,thunder', ',', 'a,'],
  },
  appModulesDir: { preset: undefined, good: [['/apps', '/apps']], bad: [] },
  debug: {
    preset: false,
    good: [
      ['true', true],
      ['ON', true],
      ['yes', true],
      ['1', true],
      ['off', false],
      ['No', false],
      ['0', false],
    ],
    bad: ['maybe', '2'],
  },
  logLevel: {
    preset: 'info',
    good: [
      ['trace', 'trace'],
      ['WARN', 'warn'],
    ],
    bad: ['loud', 'info,warn'],
  },
  fileLimit: {
    preset: 64 * mib,
    good: [
      ['1 KiB', 1024],
      ['512 MiB', 512 * mib],
    ],
    bad: ['10', '1023 B', '513 MiB', '0 MiB'],
  },
  fileQuota: {
    preset: 2 * 1024 * mib,
    good: [
      ['1 MiB', mib],
      ['3 GiB', 3 * 1024 * mib],
    ],
    bad: ['2', '1023 KiB', '2 TB', '-1 GiB'],
  },
  bodyLimit: {
    preset: 10 * mib,
    good: [
      ['1 KiB', 1024],
      ['1KIB', 1024],
      ['256 MiB', 256 * mib],
      ['2048 b', 2048],
    ],
    bad: ['10', '10 MB', '1023 B', '257 MiB', '-1 MiB', '1.5 MiB', 'MiB'],
  },
  rateLimit: { preset: true, good: [['off', false]], bad: ['some'] },
  trustProxy: {
    preset: undefined,
    good: [
      ['10.0.0.1', ['10.0.0.1']],
      ['10.0.0.0/8, ::1, fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
      ['loopback,uniquelocal', ['loopback', 'uniquelocal']],
    ],
    bad: [
      ...['proxy.example.com', '10.0.0.0/33', '10.0.0.0/0', '::/129', '10.0.0.1/8/8', '10.0.0/8'],
      ...['10.0.0.1,', 'true', '*', 'fe80::1%eth0', '10.0.0.0/255.0.0.0'],
    ],
  },
  timeZone: {
    preset: 'system',
    good: [
      ['Europe/Berlin', 'Europe/Berlin'],
      ['UTC', 'UTC'],
    ],
    bad: ['Berlin', 'CEST+1', 'Europe/Nowhere'],
  },
  authModules: {
    preset: ['local'],
    good: [
      ['oidc,github', ['oidc', 'github']],
      ['GOOGLE, google', ['google']],
      ['proxy', ['proxy']],
    ],
    bad: ['facebook', 'oidc,', 'oidc github'],
  },
  signUp: {
    preset: 'invite',
    good: [
      ['open', 'open'],
      ['CLOSED', 'closed'],
    ],
    bad: ['everybody'],
  },
  proxyUserHeader: {
    preset: 'remote-user',
    good: [
      ['X-authentik-username', 'x-authentik-username'],
      ['Tailscale-User-Login', 'tailscale-user-login'],
      ['X-Forwarded-User', 'x-forwarded-user'],
    ],
    bad: [
      ...['Remote_User', 'Remote User', 'Remote-User:', '1', 'Cookie', 'Authorization', 'Host'],
      ...['X-Forwarded-For', 'User-Agent', 'X-Sxncd-Proof', 'Sec-Fetch-Site', 'Content-Type'],
    ],
  },
  proxyName: { preset: 'Single sign-on', good: [['Our house', 'Our house']], bad: [] },
  syncyomi: { preset: false, good: [['on', true]], bad: ['maybe'] },
  tabby: { preset: false, good: [['true', true]], bad: ['maybe'] },
  oidcIssuer: provider(undefined),
  oidcClientId: { preset: undefined, good: [['a b', 'a b']], bad: [] },
  oidcClientSecret: { preset: undefined, good: [['s', 's']], bad: [] },
  oidcName: { preset: 'OpenID Connect', good: [['Our sign-in', 'Our sign-in']], bad: [] },
  oidcAuthorizationUrl: provider(undefined),
  oidcTokenUrl: provider(undefined),
  oidcUserinfoUrl: provider(undefined),
  githubClientId: { preset: undefined, good: [['a', 'a']], bad: [] },
  githubClientSecret: { preset: undefined, good: [['s', 's']], bad: [] },
  githubUrl: provider('https://github.com'),
  githubApiUrl: provider(undefined),
  googleClientId: { preset: undefined, good: [['a', 'a']], bad: [] },
  googleClientSecret: { preset: undefined, good: [['s', 's']], bad: [] },
  googleIssuer: provider('https://accounts.google.com'),
  keepAllHours: number(24, [1, 8_760], [0, 8_761]),
  hourlyDays: number(7, [0, 3_650], [3_651]),
  dailyDays: number(90, [0, 36_500], [36_501]),
  historyVersions: number(50, [1, 100_000], [0, 100_001]),
  historySize: {
    preset: 200 * mib,
    good: [
      ['1 MiB', mib],
      ['1024 GiB', 1024 ** 4],
    ],
    bad: ['1 KiB', '1025 GiB', '200'],
  },
  backupEvery: {
    preset: 24,
    good: [
      ['1', 1],
      ['8760', 8_760],
      ['off', 0],
      ['0', 0],
    ],
    bad: ['8761', '-1', '1.5', 'daily'],
  },
  backupKeep: { preset: 7, good: [['1', 1]], bad: ['0', '1001', 'all'] },
  metricsToken: {
    preset: undefined,
    good: [['a-token-of-16-ch', 'a-token-of-16-ch']],
    bad: ['a token with spaces', 'fifteen-letters', 'ä'.repeat(20), 'x'.repeat(501)],
  },
  backupDir: { preset: undefined, good: [['/mnt/backups', '/mnt/backups']], bad: [] },
}

function provider(preset: string | undefined): Case {
  return {
    preset,
    good: [
      ['https://id.example.com/x', 'https://id.example.com/x'],
      ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ],
    bad: ['id.example.com', 'http://id.example.com', 'https://id.example.com#a', 'ftp://127.0.0.1'],
  }
}

function number(preset: number, good: number[], bad: number[]): Case {
  return {
    preset,
    good: good.map((value) => [String(value), value]),
    bad: ['many', '', ...bad].filter(Boolean).map(String),
  }
}

const rows = Object.entries(cases) as [Name, Case][]

test('every option is in the table', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(options).sort())
})

test.each(rows)('%s has its default, also where it is set to nothing', (name, { preset }) => {
  const { env } = options[name]
  expect(readConfig({})[name]).toEqual(preset)
  expect(readConfig({ [env]: '' })[name]).toEqual(preset)
  expect(readConfig({ [env]: '  ' })[name]).toEqual(preset)
})

/** What ways to sign in want besides. */
const providers = {
  PUBLIC_URL: 'https://hub.example',
  ...{ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 'secret' },
  ...{ GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 'secret' },
  ...{ GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' },
  TRUST_PROXY: '10.0.0.1',
}

describe.each(rows.filter(([, { good }]) => good.length > 0))('%s takes', (name, { good }) => {
  test.each(good)('%s', (text, value) => {
    const others = name === 'authModules' ? providers : {}
    expect(readConfig({ ...others, [options[name].env]: text })[name]).toEqual(value)
  })
})

describe.each(rows.filter(([, { bad }]) => bad.length > 0))('%s refuses', (name, { bad }) => {
  test.each(bad)('%s', (text) => {
    const { env } = options[name]
    const problem = problemsOf({ [env]: text })
    expect(problem).toHaveLength(1)
    expect(problem[0]).toMatch(/^[A-Z_]+=.*: must /s)
    expect(problem[0]).toContain(`${env}=${options[name].isSecret ? '…' : text}`)
  })
})

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('a secret may stand in a file, as Docker and Kubernetes hand it over', async () => {
  const folder = await temporaryFolder()
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const good = file('token', 'a token of a file\n'.replaceAll(' ', '-'))
  expect(readConfig({ METRICS_TOKEN_FILE: good, METRICS_TOKEN: '' }).metricsToken).toBe(
    'a-token-of-a-file',
  )
  const targets = file('targets', 'https://a.example/\nntfy+https://b.example/topic\n')
  expect(readConfig({ NOTIFY_URL_FILE: targets }).notifyTargets).toHaveLength(2)
  expect(readConfig({ GITHUB_CLIENT_SECRET_FILE: good }).githubClientSecret).toBe(
    'a-token-of-a-file',
  )
  const wrong: Record<string, Record<string, string>> = {
    'are both set': { METRICS_TOKEN: 'b'.repeat(20), METRICS_TOKEN_FILE: good },
    'cannot be read (ENOENT)': { METRICS_TOKEN_FILE: join(folder, 'none') },
    'cannot be read (EISDIR)': { METRICS_TOKEN_FILE: folder },
    'is empty': { METRICS_TOKEN_FILE: file('empty', ' \n') },
    'is too large': { METRICS_TOKEN_FILE: file('large', Buffer.alloc(10_001, 'x')) },
    'must be 16 to 500': { METRICS_TOKEN_FILE: file('binary', Buffer.alloc(20, 0xff)) },
  }
  for (const [expected, environment] of Object.entries(wrong)) {
    const problems = problemsOf(environment)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(expected)
    expect(problems[0]).not.toMatch(/b{20}|x{20}/)
  }
})

test('all problems are told at once', () => {
  const all = Object.fromEntries(
    rows
      .filter(([, { bad }]) => bad[0])
      .map(([name, { bad }]) => [options[name].env, bad[0] ?? '']),
  )
  const problems = problemsOf(all)
  expect(problems.map((one) => one.split('=')[0]).sort()).toEqual(Object.keys(all).sort())
  expect(() => readConfig(all)).toThrow(/^The configuration cannot be used:\n {2}HOST=/)
})

test('a value is shown on one line and in short', () => {
  const [problem = ''] = problemsOf({ PORT: `1\n\x1b[31m${'9'.repeat(10_000)}` })
  expect(problem).not.toMatch(/\p{Cc}/u)
  expect(problem.length).toBeLessThan(200)
})

test('DEBUG is the same as LOG_LEVEL=debug', () => {
  expect(readConfig({ DEBUG: 'true' }).logLevel).toBe('debug')
  expect(readConfig({ DEBUG: 'false', LOG_LEVEL: 'warn' }).logLevel).toBe('warn')
})

test('the history options make the policy, in ms and bytes', () => {
  const retention = { HISTORY_ALL_HOURS: '2', HISTORY_HOURLY_DAYS: '3', HISTORY_DAILY_DAYS: '4' }
  expect(
    readConfig({ ...retention, HISTORY_VERSIONS: '5', HISTORY_SIZE: '6 MiB' }).retention,
  ).toEqual({
    keepAllFor: 2 * 3_600_000,
    hourlyFor: 3 * 86_400_000,
    dailyFor: 4 * 86_400_000,
    atLeast: 5,
    maxSize: 6 * mib,
  })
})

test('.env.example holds every option with its default (-u writes it anew)', async () => {
  await expect(envExample()).toMatchFileSnapshot(join(root, '.env.example'))
})

test('.env.example with every line switched on changes nothing', () => {
  const text = readFileSync(join(root, '.env.example'), 'utf8').replace(/^# (?=[A-Z_]+=)/gm, '')
  const values = parseEnv(text) as Record<string, string>
  const names = Object.values(options).map(({ env }) => env)
  expect(Object.keys(values).sort()).toEqual([...names].sort())
  expect(readConfig(values)).toEqual(readConfig({}))
})

test('every option says what it is for, in a sentence', () => {
  for (const { about, env } of Object.values(options)) {
    expect(about, env).toMatch(/^[A-Z][^\n]*\.$/)
    expect(env).toMatch(/^[A-Z][A-Z_]+$/)
  }
})
