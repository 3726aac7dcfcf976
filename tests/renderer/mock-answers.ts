import type { Key } from '../../server/api/schemas/accounts.ts'
import type { App } from '../../server/api/schemas/apps.ts'
import type { Version } from '../../server/api/schemas/history.ts'
import type { Slot } from '../../server/api/schemas/slots.ts'
import { ago, device, key, type MockState, version } from './mock-data.ts'

export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, sentence: string) {
    super(sentence)
    this.status = status
    this.code = code
  }
}

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  body: Record<string, unknown>
}

type Tell = (event: string, data: object) => void
type Answer = (state: MockState, parts: string[], call: Call, tell: Tell) => object

const open: Record<string, Answer> = {
  'GET /session': ({ needsOwner, hubName, ways, account }) => ({
    needsOwner,
    hubName,
    ways,
    account,
    version: '0.1.0',
    signUp: 'invite',
  }),
  'POST /session': (state, _parts, { body }) => {
    if (body.password !== 'correct horse') {
      throw new Refusal(401, 'sign_in_wrong', 'The name or the password is not right.')
    }
    return signIn(state, String(body.name))
  },
  'POST /session/window': (state, _parts, { body }) => {
    if (state.windowRefused) {
      throw new Refusal(403, 'window_only', 'This way in is for the window of the tray app alone.')
    }
    if (!state.needsOwner) return signIn(state, 'Ada')
    if (body.name === undefined) {
      throw new Refusal(400, 'name_needed', 'This hub has no owner yet. Send your name along.')
    }
    // Nobody can sign in from a browser yet.
    return signIn(state, String(body.name))
  },
  'POST /set-up': (state, _parts, { body }) => {
    if (!state.needsOwner) throw new Refusal(403, 'set_up_closed', 'This link does not work.')
    state.needsOwner = false
    return signIn(state, String(body.name))
  },
  'POST /invites/look': (_state, _parts, { body }) => {
    if (body.token !== 'good')
      throw new Refusal(404, 'invite_unknown', 'This invitation is unknown.')
    return { invite: { expiresAt: ago(-5 * 86_400_000), from: 'Ada' }, ticket: 'ticket' }
  },
  'POST /invites/accept': (state, _parts, { body }) => signIn(state, String(body.name)),
}

const closed: Record<string, Answer> = {
  'DELETE /session': (state) => {
    state.account = null
    return {}
  },
  'POST /address-tickets': () => ({ ticket: 'ticket' }),
  'GET /sessions': ({ sessions }) => ({ sessions }),
  'DELETE /sessions': (state) => {
    state.sessions = state.sessions.filter(({ current }) => current)
    return {}
  },
  'DELETE /sessions/:': (state, [id]) => {
    state.sessions = state.sessions.filter((session) => session.id !== id)
    return {}
  },
  'PUT /password': (_state, _parts, { body }) => {
    if (body.current !== 'correct horse') {
      throw new Refusal(403, 'password_wrong', 'The current password is not right.')
    }
    return {}
  },
  'GET /sign-ins': ({ identities }) => ({ password: true, identities }),
  'DELETE /sign-ins/:': (state, [id]) => {
    state.identities = state.identities.filter((identity) => identity.id !== id)
    return {}
  },
  'GET /apps': ({ apps }) => ({ apps }),
  'POST /apps': (state, _parts, { body }) => {
    const name = String(body.name)
    const made: App = {
      type: name.toLowerCase().replace(/\W+/g, '-'),
      name,
      description: '',
      homepage: '',
      connects: 'file',
      on: true,
      own: true,
      export: { format: 'text', fileName: '', secrets: 'possible', secretsNote: '', volatile: [] },
      steps: { export: [], import: [] },
    }
    state.apps.push(made)
    return { app: made }
  },
  'DELETE /apps/:': (state, [type]) => {
    state.apps = state.apps.filter((app) => app.type !== type)
    return {}
  },
  'GET /notify': () => ({ targets: [] }),
  'GET /backups': ({ backups }) => backups,
  'POST /backups': ({ backups }) => {
    const backup = { name: 'now.zip', createdAt: ago(0), size: 61_000_000, verified: true }
    backups.backups.push(backup)
    return { backup }
  },
  'DELETE /backups/:': ({ backups }, [name]) => {
    backups.backups = backups.backups.filter((backup) => backup.name !== name)
    return {}
  },
  'PUT /backups/schedule': ({ backups }, _parts, { body }) => {
    Object.assign(backups.schedule, body)
    return {}
  },
  'POST /backups/:/restore': () => ({
    restarting: true,
    keptAs: '/data/backups/before-restore-2026-03-01T10-00-00Z',
  }),
  'GET /slots': (state) => ({ slots: [...state.versions.keys()].map((app) => slotOf(state, app)) }),
  'GET /keys': ({ keys }, _parts, { query }) => ({
    keys: keys.filter(({ app }) => app === query.get('app')),
  }),
  'POST /keys': (state, _parts, { body }) => {
    const made = key(`k${state.keys.length + 1}`, String(body.name), '9fGh', {
      app: String(body.app),
      createdAt: ago(0),
    })
    state.keys.push(made)
    return { key: made, text: keyText }
  },
  'POST /keys/:/rotate': (state, [id]) => ({ key: keyOf(state, id), text: keyText }),
  'DELETE /keys/:': (state, [id]) => {
    Object.assign(keyOf(state, id), { state: 'revoked', revokedAt: ago(0) })
    return { key: keyOf(state, id) }
  },
  'GET /slots/:/history': (state, [app]) => ({ versions: state.versions.get(app ?? '') ?? [] }),
  'GET /slots/:/history/:': (state, [app, number]) => ({
    data: state.contents.get(`${app}/${number}`),
    version: versionOf(state, app, number),
  }),
  'POST /slots/:/history/:/restore': (state, [app, number], _call, tell) => {
    const old = versionOf(state, app, number)
    const content = state.contents.get(`${app}/${number}`) ?? ''
    return {
      version: add(state, tell, app ?? '', old.deviceName, content, { restored: old.version }),
    }
  },
  'POST /slots/:/file': (state, [app], { body }, tell) => {
    const deviceName = String(body.deviceName)
    const current = state.versions.get(app ?? '')?.find((each) => each.current)
    const isOlder = current && Date.parse(String(body.savedTs)) < Date.parse(current.savedTs)
    const made = add(state, tell, app ?? '', deviceName, String(body.settings), {
      applied: !isOlder,
    })
    const action = isOlder ? 'existingNewer' : current ? 'incomingNewer' : 'created'
    return { action, version: isOlder ? current : made }
  },
  'DELETE /slots/:/devices/:': (state, [app, name]) => {
    const devices = state.devices.get(app ?? '') ?? []
    state.devices.set(
      app ?? '',
      devices.filter((each) => each.name !== name),
    )
    return {}
  },
  'GET /addresses': ({ addresses, lan }) => ({
    addresses: addresses.filter(({ kind }) => lan || kind !== 'lan'),
  }),
  'GET /pairing-requests': ({ pairingRequests }) => ({ requests: pairingRequests }),
  'POST /pairing-requests/:/approve': (state, [id], _call, tell) => decide(state, id, tell),
  'POST /pairing-requests/:/deny': (state, [id], _call, tell) => decide(state, id, tell),
  'POST /pairing-tickets': ({ addresses }, _parts, { body }) => {
    const hub = body.address ?? addresses.find(({ pinned }) => pinned)?.url ?? ''
    const query = `hub=${encodeURIComponent(String(hub))}&app=${body.app}&ticket=${ticketText}`
    return {
      ticket: ticketText,
      uri: `sxncd://pair?v=1&${query}&fp=${'5a'.repeat(32)}`,
      expiresAt: ago(-600_000),
    }
  },
  'GET /lan': ({ lan, networks, hubName }) => ({
    on: lan,
    networks: networks.map((network) => ({ ...network, served: lan && network.served })),
    hostName: 'sxncd-3f2a9c41.local',
    problems: [],
    ...(lan && { announcedAs: hubName }),
  }),
  'GET /doctor': ({ doctor }) => ({ checks: doctor }),
  'GET /accounts': ({ members }) => ({ accounts: members }),
  'PATCH /accounts/:': (state, [id], { body }) => {
    const member = state.members.find((each) => each.id === id)
    return { account: Object.assign(member ?? {}, body) }
  },
  'DELETE /accounts/:': (state, [id]) => {
    state.members = state.members.filter((member) => member.id !== id)
    return {}
  },
  'GET /invites': ({ invites }) => ({ invites }),
  'POST /invites': (state, _parts, { body }) => {
    const invite = { id: 'v9', createdAt: ago(0), expiresAt: ago(-7 * 86_400_000), ...body }
    state.invites.push(invite)
    return { invite, url: `https://sync.example.org/invite#${keyText}` }
  },
  'DELETE /invites/:': (state, [id]) => {
    state.invites = state.invites.filter((invite) => invite.id !== id)
    return {}
  },
  'GET /settings': (state) => ({ settings: settingsOf(state) }),
  'PATCH /settings': (state, _parts, { body }) => {
    const { appsOff, ...others } = { ...settingsOf(state), ...body }
    state.apps = state.apps.map((app) => ({ ...app, on: !appsOff.includes(app.type) }))
    Object.assign(state, others)
    return { settings: settingsOf(state) }
  },
  'GET /status': ({ checks, members }) => ({
    version: '0.1.0',
    dataFolder: '/data',
    startedAt: ago(3 * 86_400_000),
    diskUsed: 61_000_000,
    diskFree: 1_200_000_000,
    slots: 4,
    versions: 212,
    accounts: members.length,
    checks,
  }),
}

/** What the API says to a call. @throws Refusal */
export function answer(state: MockState, tell: Tell, call: Call): object {
  for (const [route, handle] of Object.entries({ ...open, ...closed })) {
    const [method, pattern = ''] = route.split(' ')
    const found = new RegExp(`^${pattern.replaceAll(':', '([^/]+)')}$`).exec(call.path)
    if (!found || method !== call.method) continue
    if (!(route in open) && !state.account) {
      throw new Refusal(401, 'sign_in_needed', 'Sign in first.')
    }
    return handle(state, found.slice(1).map(decodeURIComponent), call, tell)
  }
  throw new Refusal(404, 'route_unknown', 'There is nothing at this address.')
}

const keyText = 'sxncd_Zk3mV9qL2tY7bN4xWc8RfP1hJ6gD5sAaEuTo0iKvBnM'

const ticketText = 'Qm7rT2xVb9LkZ4nYc8WfPd'

function decide(state: MockState, id: string | undefined, tell: Tell) {
  const request = state.pairingRequests.find((each) => each.id === id)
  if (!request) throw new Refusal(404, 'unknown_thing', 'There is no such request to pair here.')
  state.pairingRequests = state.pairingRequests.filter((each) => each !== request)
  tell('pairing', {})
  return { request }
}

function signIn(state: MockState, name: string) {
  state.account = { id: 'a1', name, role: 'owner', disabled: false, createdAt: ago(0) }
  return { account: state.account }
}

function settingsOf({ apps, ...state }: MockState) {
  const { hubName, retention, lan, lanInterface, syncyomi, tabby } = state
  const appsOff = apps.filter(({ on }) => !on).map(({ type }) => type)
  return { hubName, retention, lan, lanInterface, syncyomi, tabby, appsOff }
}

function slotOf(state: MockState, app: string): Slot {
  const versions = state.versions.get(app) ?? []
  return {
    app,
    current: versions.find(({ current }) => current) ?? null,
    versions: versions.length,
    historySize: versions.reduce((sum, { size }) => sum + size, 0),
    devices: state.devices.get(app) ?? [],
    files: { count: 0, size: 0, deleted: 0 },
    conflicts: [],
  }
}

function keyOf(state: MockState, id: string | undefined): Key {
  const found = state.keys.find((each) => each.id === id)
  if (!found) throw new Refusal(404, 'key_id_unknown', 'There is no such key.')
  return found
}

function versionOf(state: MockState, app = '', number = ''): Version {
  const found = state.versions.get(app)?.find((each) => each.version === Number(number))
  if (!found) throw new Refusal(404, 'version_unknown', `There is no version ${number} here.`)
  return found
}

/** Something arrived: a new version, the device that sent it, and an event for open pages. */
export function add(
  state: MockState,
  tell: Tell,
  app: string,
  deviceName: string,
  content: string,
  more: Partial<Version>,
): Version {
  const versions = state.versions.get(app) ?? []
  const before = versions.find(({ current }) => current)
  const number = (versions[0]?.version ?? 0) + 1
  const isApplied = more.applied !== false
  const made = version(number, 0, deviceName, content, {
    current: isApplied,
    ...(before && { replaced: before.version }),
    ...more,
  })
  const older = versions.map((each) => (isApplied ? { ...each, current: false } : each))
  state.versions.set(app, [made, ...older])
  state.contents.set(`${app}/${number}`, content)
  const others = (state.devices.get(app) ?? []).filter(({ name }) => name !== deviceName)
  const held = isApplied ? number : (before?.version ?? number)
  state.devices.set(app, [
    ...others.map((each) => ({ ...each, inStep: !isApplied && each.inStep })),
    device(app, deviceName, 0, held, true),
  ])
  tell('slot', {
    app,
    version: number,
    deviceName,
    action: isApplied ? 'created' : 'existingNewer',
  })
  return made
}
