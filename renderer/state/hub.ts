import { createCalls } from '../api/calls.ts'
import { createClient } from '../api/client.ts'
import { keepProof, readProof } from './proof.ts'
import { createStore, type Resource } from './store.ts'

/** What this page knows of its hub. One page talks to one hub, so these are made once. */
export const store = createStore()
export const calls = createCalls(
  createClient({
    onSignedOut: () => void noticePerson(),
    proof: { read: readProof, keep: keepProof },
  }),
)

const named = <T>(key: string, load: () => Promise<T>): Resource<T> => ({ key, load })

export const resources = {
  session: named('session', calls.session),
  apps: named('apps', calls.apps),
  slots: named('slots', calls.slots),
  keys: (app: string) => named(`keys/${app}`, () => calls.keys(app)),
  history: (app: string) => named(`history/${app}`, () => calls.history(app)),
  logo: (app: string) => named(`content/${app}/logo`, () => calls.logo(app)),
  version: (app: string, version: number) =>
    named(`content/${app}/${version}`, () => calls.version(app, version)),
  addresses: named('addresses', calls.addresses),
  pairingRequests: named('pairing-requests', calls.pairingRequests),
  sessions: named('sessions', calls.sessions),
  signIns: named('sign-ins', calls.signIns),
  members: named('members', calls.members),
  invites: named('invites', calls.invites),
  settings: named('settings', calls.settings),
  status: named('status', calls.status),
  health: named('health', calls.health),
  lan: named('lan', calls.lan),
  backups: named('backups', calls.backups),
  invitation: (token: string) => named(`invitation/${token}`, () => calls.invitation(token)),
}

const isSession = (key: string) => key === resources.session.key

/** Asks anew who is signed in: the page that fits takes over. */
export const noticePerson = () => store.refresh(isSession)

/** Nothing that one person saw may be shown to the next. */
export const forgetPerson = () => store.clear(isSession)

let leaving = false

/** Whether the person signed out here, rather than the session having ended by itself. */
export const leftByChoice = () => leaving

export async function signOut(): Promise<void> {
  leaving = true
  try {
    await calls.signOut()
    await noticePerson()
  } finally {
    leaving = false
  }
}

const below = (prefix: string) => (key: string) => key === prefix || key.startsWith(`${prefix}/`)
const any =
  (...tests: ((key: string) => boolean)[]) =>
  (key: string) =>
    tests.some((isMeant) => isMeant(key))

/** What to fetch anew after a change of each kind, here or elsewhere. */
export const refresh = {
  slot: (app: string) => store.refresh(any(below('slots'), below(`history/${app}`))),
  devices: () => store.refresh(below('slots')),
  keys: () => store.refresh(below('keys')),
  backups: () => store.refresh(below('backups')),
  pairing: () => store.refresh(below('pairing-requests')),
  hub: () =>
    store.refresh(
      any(
        ...[
          ...['session', 'settings', 'members', 'invites', 'apps'],
          ...['status', 'addresses', 'lan', 'backups', 'health'],
        ].map(below),
      ),
    ),
  session: () => store.refresh(any(below('session'), below('sessions'))),
  /** The content of a version never changes; everything else may have. */
  all: () => store.refresh((key) => !below('content')(key)),
}
