import { readdirSync, readFileSync } from 'node:fs'
import type { Account, Key, Member } from '../../server/api/schemas/accounts.ts'
import type { App } from '../../server/api/schemas/apps.ts'
import type { Backups } from '../../server/api/schemas/backups.ts'
import type { Version } from '../../server/api/schemas/history.ts'
import type { Address, Check, Lan } from '../../server/api/schemas/hub.ts'
import type { Retention } from '../../server/api/schemas/hub-settings.ts'
import type { PairingRequest } from '../../server/api/schemas/pairing.ts'
import type { Identity, Invite, Session, Way } from '../../server/api/schemas/sign-in.ts'
import type { Device } from '../../server/api/schemas/slots.ts'
import type { LinkView } from '../../server/links/link.ts'

/** Everything that the pretended hub holds. */
export interface MockState {
  needsOwner: boolean
  hubName: string
  ways: Way[]
  account: Account | null
  apps: App[]
  versions: Map<string, Version[]>
  contents: Map<string, string>
  devices: Map<string, Device[]>
  keys: Key[]
  sessions: Session[]
  identities: Identity[]
  members: Member[]
  invites: Invite[]
  addresses: Address[]
  retention: Retention
  lan: boolean
  lanInterface: string
  syncyomi: boolean
  tabby: boolean
  networks: Lan['networks']
  pairingRequests: PairingRequest[]
  doctor: Check[]
  checks: Check[]
  backups: Backups
  /** The window of the program is not let in. */
  windowRefused: boolean
}

export type Scene = 'fresh' | 'empty' | 'full' | 'signed-out'

const modules = new URL('../../app-modules/', import.meta.url)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
export const ago = (time: number) => new Date(Date.now() - time).toISOString()

export const logoFile = (type: string) => new URL(`${type}/logo.svg`, modules)

export function createState(scene: Scene): MockState {
  const state: MockState = {
    needsOwner: scene === 'fresh',
    hubName: 'Attic hub',
    ways: [
      { type: 'oidc', name: 'Family login' },
      { type: 'github', name: 'GitHub' },
    ],
    account: scene === 'full' || scene === 'empty' ? owner : null,
    apps: readApps(),
    versions: new Map(),
    contents: new Map(),
    devices: new Map(),
    keys: [],
    sessions: sessions(),
    identities: [{ id: 'i1', way: 'github', label: 'lighthouse-keeper', addedAt: ago(40 * day) }],
    members: [{ ...owner, devices: 0, size: 0, lastSeenAt: ago(minute) }],
    invites: [],
    addresses: [
      { url: 'http://192.168.1.20:9693', kind: 'lan', usable: true, pinned: false },
      { url: 'https://192.168.1.20:9694', kind: 'lan', usable: true, pinned: true },
      { url: 'http://127.0.0.1:9693', kind: 'this-computer', usable: false, pinned: false },
    ],
    retention: { allHours: 24, hourlyDays: 7, dailyDays: 90, versions: 50, sizeMiB: 200 },
    lan: true,
    lanInterface: '',
    syncyomi: false,
    tabby: false,
    networks: [
      { name: 'eth0', kind: 'lan', addresses: ['192.168.1.20'], served: true },
      { name: 'tun0', kind: 'vpn', addresses: ['10.8.0.4'], served: false },
    ],
    pairingRequests: [],
    doctor: doctor(),
    checks: checks(),
    backups: backups(),
    windowRefused: false,
  }
  if (scene === 'full' || scene === 'signed-out') fill(state)
  return state
}

const owner: Account = {
  id: 'a1',
  name: 'Ada',
  role: 'owner',
  disabled: false,
  createdAt: ago(90 * day),
}

function readApps(): App[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const text = readFileSync(new URL(`${entry.name}/manifest.json`, modules), 'utf8')
      return { ...(JSON.parse(text) as App), on: entry.name !== 'thunder' }
    })
}

function sessions(): Session[] {
  const session = (id: string, browser: string, seen: number, via: Session['via']): Session => ({
    id,
    browser,
    via,
    current: id === 's1',
    createdAt: ago(seen + 3 * day),
    lastSeenAt: ago(seen),
  })
  return [
    session('s1', 'Firefox on Linux', 0, 'password'),
    session('s2', 'Chrome on Android', 5 * hour, 'github'),
    session('s3', 'Safari on macOS', 9 * day, 'oidc'),
  ]
}

function checks(): Check[] {
  return [
    { code: 'disk', level: 'ok', values: {}, title: 'The disk has room', detail: '', fix: '' },
    {
      code: 'folder',
      level: 'ok',
      values: {},
      title: 'The data folder is private',
      detail: '',
      fix: '',
    },
    {
      code: 'public-url',
      level: 'warning',
      values: {},
      title: 'PUBLIC_URL is not the address in use',
      detail:
        'You opened the hub at http://192.168.1.20:9693; PUBLIC_URL says https://sync.example.org.',
      fix: 'Set PUBLIC_URL to the address that people use, or open the hub at that address.',
    },
    {
      code: 'proxy',
      level: 'problem',
      values: {},
      title: 'The reverse proxy does not say who is calling',
      detail:
        'Requests come from 172.18.0.2 without X-Forwarded-For, so all guesses of a key count together.',
      fix: 'Let the proxy send X-Forwarded-For and name it in TRUSTED_PROXIES.',
    },
  ]
}

function backups(): Backups {
  const backup = (age: number, more = {}) => ({
    name: `sxncd-backup-${age}.zip`,
    createdAt: ago(age),
    size: 58_000_000,
    verified: true,
    ...more,
  })
  return {
    schedule: { everyHours: 24, keep: 7 },
    backups: [
      backup(5 * hour),
      backup(day + 5 * hour),
      backup(2 * day + 5 * hour, {
        verified: false,
        problem: 'slots/a1/vimium/12.version does not match its checksum.',
      }),
    ],
    last: { at: ago(5 * hour) },
  }
}

function doctor(): Check[] {
  return [
    {
      code: 'vpn',
      level: 'warning',
      values: {},
      title: 'A VPN is switched on',
      detail: 'tun0: some VPNs keep this computer from its own network.',
      fix: 'If devices do not get through, allow "local network access" in the VPN, or try without it.',
    },
    ...['http://192.168.1.20:9693', 'https://192.168.1.20:9694'].map(
      (url): Check => ({
        code: 'reached',
        level: 'ok',
        values: {},
        title: `The hub answers at ${url}`,
        detail: 'It called itself by this address.',
        fix: '',
      }),
    ),
  ]
}

export const pairingRequest = (id: string, code: string, deviceName: string): PairingRequest => ({
  id,
  code,
  deviceName,
  app: 'obtainium',
  from: '192.168.1.37',
  createdAt: ago(10_000),
  expiresAt: ago(-290_000),
})

export const linkView = (app: string, path: string, more: Partial<LinkView> = {}): LinkView => ({
  id: path,
  app,
  path,
  kind: 'file',
  hub: { kind: 'this' },
  deviceName: 'desk',
  writeBack: false,
  paused: false,
  createdAt: 0,
  state: 'in-step',
  lastTransfer: { direction: 'to-hub', at: Date.now() - 3 * minute, size: 12_400 },
  ...more,
})

function sample(type: string): string {
  return readFileSync(new URL(`${type}/sample.json`, modules), 'utf8')
}

/** A hub in use: one app with a long history and a flag, one carried by file, one encrypted. */
function fill(state: MockState): void {
  const settings = JSON.parse(sample('obtainium')) as { apps: Record<string, unknown>[] }
  const [first, ...others] = settings.apps
  const before = JSON.stringify({
    ...settings,
    exportedAt: 'earlier',
    apps: settings.apps.slice(0, 2),
  })
  const middle = JSON.stringify({
    ...settings,
    apps: [{ ...first, preferredApkIndex: 1 }, ...others],
  })
  const after = JSON.stringify({ ...settings, exportedAt: 'later', apps: [first] })
  const obtainium = [
    version(14, 3 * minute, 'Pixel 9', after, { current: true, flag: 'shrunk', replaced: 13 }),
    version(13, 2 * hour, 'Kitchen tablet', middle, { restored: 9, replaced: 12 }),
    version(12, 5 * hour, 'Pixel 9', before, { replaced: 11 }),
    version(11, day, 'Old phone', before, { applied: false }),
    version(10, day + 4 * hour, 'Kitchen tablet', middle, { replaced: 9 }),
    ...Array.from({ length: 9 }, (_, index) =>
      version(
        9 - index,
        (3 + index * 2) * day,
        index % 2 ? 'Pixel 9' : 'Kitchen tablet',
        middle,
        {},
      ),
    ),
  ]
  put(state, 'obtainium', obtainium, [after, middle, before, before, middle])
  state.devices.set('obtainium', [
    device('obtainium', 'Pixel 9', 3 * minute, 14, true),
    device('obtainium', 'Kitchen tablet', 2 * hour, 13, false),
    { ...device('obtainium', 'Old phone', day, 12, false), clockAheadMs: 3 * hour },
  ])
  const ublock = sample('ublock-origin')
  const shorter = ublock.replace(
    '"importedLists": [',
    '"importedLists": [\n      "https://lists.example.com/new.txt",',
  )
  put(
    state,
    'ublock-origin',
    [
      version(2, 26 * hour, 'Laptop', shorter, { current: true, replaced: 1 }),
      version(1, 12 * day, 'Laptop', ublock, {}),
    ],
    [shorter, ublock],
  )
  state.devices.set('ublock-origin', [device('ublock-origin', 'Laptop', 26 * hour, 2, true)])
  const sealed = Buffer.from('settings that nobody here can read '.repeat(40)).toString('base64')
  put(
    state,
    'vimium',
    [
      version(2, 50 * minute, 'Desk', sealed, { current: true, flag: 'encrypted', replaced: 1 }),
      version(1, 8 * day, 'Desk', sample('vimium'), {}),
    ],
    [sealed, sample('vimium')],
  )
  state.devices.set('vimium', [device('vimium', 'Desk', 50 * minute, 2, true)])
  state.keys = [
    key('k1', 'Pixel 9', 'x7Qp', { lastUsedAt: ago(3 * minute) }),
    key('k2', 'Kitchen tablet', 'mR4c', { lastUsedAt: ago(2 * hour) }),
    key('k3', 'Garden phone', 'aa1Z', { expiresAt: ago(-20 * day) }),
    key('k4', 'Lost phone', 'Wq9e', { state: 'revoked', revokedAt: ago(9 * day) }),
  ]
  state.members = [
    { ...owner, devices: 5, size: 4_800_000, lastSeenAt: ago(minute) },
    member('a2', 'Grace', { devices: 2, size: 190_000, lastSeenAt: ago(3 * hour) }),
    member('a3', 'Linus', { devices: 0, size: 0, disabled: true }),
  ]
  state.invites = [
    { id: 'v1', createdAt: ago(day), expiresAt: ago(-6 * day), note: 'For my sister' },
  ]
}

export function version(
  number: number,
  age: number,
  deviceName: string,
  content: string,
  more: Partial<Version>,
): Version {
  return {
    version: number,
    savedTs: ago(age + minute),
    receivedAt: ago(age),
    deviceName,
    type: 'text',
    size: Buffer.byteLength(content),
    contentId: String(number),
    applied: true,
    current: false,
    ...more,
  }
}

export function device(
  app: string,
  name: string,
  age: number,
  held: number,
  inStep: boolean,
): Device {
  return {
    account: owner.name,
    app,
    name,
    firstSeenAt: ago(age + 30 * day),
    lastSeenAt: ago(age),
    version: held,
    inStep,
  }
}

function put(state: MockState, app: string, versions: Version[], contents: string[]): void {
  state.versions.set(app, versions)
  for (const [index, each] of versions.entries()) {
    state.contents.set(`${app}/${each.version}`, contents[index] ?? contents.at(-1) ?? '')
  }
}

export function key(id: string, name: string, hint: string, more: Partial<Key>): Key {
  const about = { id, account: owner.name, app: 'obtainium', name, hint, httpsOnly: false }
  return {
    ...about,
    readOnly: false,
    address: false,
    state: 'active',
    createdAt: ago(60 * day),
    ...more,
  }
}

function member(id: string, name: string, more: Partial<Member>): Member {
  return {
    id,
    name,
    role: 'member',
    disabled: false,
    createdAt: ago(30 * day),
    devices: 0,
    size: 0,
    ...more,
  }
}
