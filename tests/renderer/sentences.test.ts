import { expect, test } from 'vitest'
import { ApiError } from '../../renderer/api/api-error.ts'
import { createSayError } from '../../renderer/texts/say-error.ts'
import { createTranslate } from '../../renderer/texts/translate.ts'
import { createSayCheck } from '../../renderer/texts/use-check-texts.ts'
import { type DoctorFacts, diagnose } from '../../server/checks/doctor.ts'
import { checksOf, type Facts } from '../../server/checks/status.ts'
import { type ErrorCode, errorStatuses, HubError } from '../../server/lib/errors.ts'
import checksDe from '../../texts/de/checks.json'
import errorsDe from '../../texts/de/errors.json'
import de from '../../texts/de/window.json'
import errors from '../../texts/en/errors.json'
import { namesIn } from '../../texts/placeholders.ts'

test('says an error of the hub in German, with its details', () => {
  const german = createSayError(createTranslate(de, 'de'), errorsDe, 'de')
  const said = (code: string, sentence: string, values = {}) =>
    german(new ApiError(code, 429, sentence, { values }))
  const { message, values } = new HubError('too_many_sign_ins', { seconds: 12, other: 'x' })
  expect(values).toEqual({ seconds: 12 })
  expect(said('too_many_sign_ins', message, values)).toContain('in 12 s')
  expect(said('paused', 'whatever')).toBe(errorsDe.paused)
  expect(said('unreachable', 'whatever')).toBe(de['error.unreachable'])
  // A hub of an earlier version gives no values: then it speaks for itself.
  expect(said('too_many_sign_ins', 'Slow down.')).toBe('Slow down.')
  expect(said('never_heard', 'Something new.')).toBe('Something new.')
})

/** What only devices, scripts and the command line are ever told, or what names its own problem. */
const notForTheWindow: readonly ErrorCode[] = [
  'metrics_token_needed',
  ...(['key_missing', 'key_mistyped', 'key_unknown', 'key_revoked', 'key_expired'] as const),
  ...(['key_https_only', 'too_many_failed_keys', 'key_ambiguous', 'account_unknown'] as const),
  ...(['pairing_closed', 'pairing_unknown', 'ticket_unknown', 'too_many_pairings'] as const),
  ...(['bad_request', 'not_utf8', 'body_empty', 'bad_json', 'too_deep', 'bad_stamp'] as const),
  ...(['key_for_files', 'key_read_only', 'files_read_only', 'properties_full'] as const),
  ...([
    'root_fixed',
    'list_too_long',
    'into_itself',
    'key_for_address',
    'key_not_for_address',
  ] as const),
  ...(['key_of_other_app', 'address_of_one_app'] as const),
  ...(['content_type_form', 'content_missing'] as const),
  ...(['content_type', 'route_unknown', 'method_unknown', 'app_unknown', 'bad_backup'] as const),
  ...([
    'malformed',
    'key_basic',
    'encoding_unknown',
    'header_doubled',
    'headers_too_large',
    'content_type_zip',
    'account_removed',
  ] as const),
  ...([
    'precondition_failed',
    'locked',
    'lock_unknown',
    'too_many_locks',
    'not_apart',
    'root_fixed',
    'list_too_long',
    'body_unexpected',
  ] as const),
]

test('the window has a text for every error that it can meet', () => {
  const missing = [...errorStatuses.keys()].filter(
    (code) => !(code in errors) && !notForTheWindow.includes(code),
  )
  expect(missing).toEqual([])
})

test('the hub gives every value that a text of the window needs', () => {
  const wrong = [...errorStatuses.keys()].filter((code) => {
    const text: unknown = errors[code as keyof typeof errors]
    const given = Object.keys(new HubError(code).values)
    return typeof text === 'string' && namesIn(text).some((name) => !given.includes(name))
  })
  expect(wrong).toEqual([])
})

const sound = { problems: [], failed: undefined } as never
const damaged = { problems: [{ file: 'a', problem: 'empty' }], failed: undefined } as never
const failed = { problems: [], failed: 'EIO' } as never
const network = (name: string, kind: string) => ({ name, kind, addresses: [] }) as never
const call = (url: string, reason?: string) => ({ url, reason }) as never

const home: DoctorFacts = {
  isListening: true,
  lanIsOn: true,
  networks: [network('eth0', 'lan')],
  served: ['eth0'],
  problems: [],
  calls: [call('http://192.168.1.20:9693')],
  heard: new Map([['eth0', true]]),
  ports: [9693, 9694],
  system: { platform: 'linux', firewall: undefined },
  now: Date.parse('2026-01-01T00:00:00Z'),
  madeAt: 0,
  store: sound,
  dataFolder: '/data',
  diskFree: 10 ** 10,
}
const system = (more: object) => ({ ...home.system, ...more }) as never
const scenes: readonly DoctorFacts[] = [
  home,
  { ...home, isListening: false, store: failed },
  { ...home, lanIsOn: false, store: damaged },
  { ...home, served: [], networks: [], now: 0 },
  { ...home, served: [], networks: [network('tun0', 'vpn')], diskFree: 0 },
  { ...home, served: ['a', 'b'], system: system({ firewall: 'ufw' }) },
  { ...home, calls: [call('http://a', 'refused')], heard: new Map([['eth0', false]]) },
  { ...home, read: { versions: 0, all: false, problem: 'EIO' } },
  {
    ...home,
    read: {
      versions: 9,
      all: false,
      unreadable: [{ id: { accountId: 'a', app: 'b' }, reason: 'EIO' }],
    },
  },
  { ...home, store: { ...(sound as object), ...{ setAsideBefore: 2 } } as never },
  { ...home, replaced: ['/data/backups/before-restore-1'] },
  { ...home, replaced: ['/data/backups/before-restore-1', '/data/backups/before-restore-2'] },
  { ...home, lastBackup: { at: 0, leftOut: Array(11).fill({ path: 'a', problem: 'empty' }) } },
  { ...home, system: system({ platform: 'win32' }) },
  { ...home, system: system({ platform: 'darwin' }) },
  {
    ...home,
    problems: [
      { what: 'listen', where: '0.0.0.0:9693', reason: 'EADDRINUSE' },
      { what: 'listen', where: '0.0.0.0:9694', reason: 'EACCES' },
      { what: 'https', where: '', reason: 'The certificate is broken' },
      { what: 'announce', where: 'eth0', reason: 'EADDRINUSE' },
    ] as never,
  },
]
const status: Facts = {
  store: { ...(failed as object), ...{ problems: [{ file: 'a', problem: 'empty' }] } } as never,
  publicUrls: ['https://hub.example.org'],
  usedAddress: 'http://127.0.0.1:9693',
  proxied: undefined,
  devices: [{ name: 'Pixel', app: 'vimium', clockAhead: 600_000 } as never],
  now: 0,
  moduleProblems: [{ file: 'a/manifest.json', problem: 'it has no name' }],
}

const proxy = { peer: '10.0.0.7', host: 'hub:9693' }
const nothing = { isTrusted: true, hasAddress: false, isSecure: false, isPublicHost: false }
const proxies = [
  { ...proxy, ...nothing },
  { ...proxy, ...nothing, isTrusted: false },
]

const sayGerman = createSayCheck(checksDe, 'de')

test('every finding of the hub is said in German, with its details', () => {
  const found = [
    ...scenes.flatMap(diagnose),
    ...[undefined, ...proxies].flatMap((proxied) => checksOf({ ...status, proxied })),
  ]
  expect(new Set(found.map(({ code }) => code)).size).toBeGreaterThan(20)
  for (const check of found) {
    const title = sayGerman(check, 'title')
    expect(title).not.toBe(check.title)
    expect(`${title} ${sayGerman(check, 'detail')} ${sayGerman(check, 'fix')}`).not.toMatch(/[{}]/)
    for (const value of Object.values(check.values)) {
      const said = (['title', 'detail', 'fix'] as const).map((part) => sayGerman(check, part))
      expect(said.join(' ')).toContain(value)
    }
  }
})

test('a finding of a hub that knows more is said as the hub says it', () => {
  const check = { code: 'new', level: 'ok', values: {}, title: 'A', detail: 'B', fix: '' } as const
  expect(sayGerman(check, 'title')).toBe('A')
})
