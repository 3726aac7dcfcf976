import { type DataTag, QueryClient, queryOptions } from '@tanstack/react-query'
import type { ApiError } from '../api/api-error.ts'
import { createCalls } from '../api/calls.ts'
import { createClient } from '../api/client.ts'
import { pickLanguage } from '../texts/languages.ts'
import { readLanguageChoice } from './preferences.ts'
import { keepProof, readProof } from './proof.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
  }
}

/**
 * What this page knows of its hub: pages that come back show it at once, and events say what to
 * fetch anew. One page talks to one hub, so this is made once.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // The hub may be on this very computer: it answers without an internet connection too.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
export const client = createClient({
  onSignedOut: () => void noticePerson(),
  language: () => pickLanguage(readLanguageChoice(), navigator.languages),
  proof: { read: readProof, keep: keepProof },
})
export const calls = createCalls(client)

type Key = readonly [name: string, ...of: (string | number)[]]
export const resource = <T>(queryKey: Key, load: () => Promise<T>) =>
  queryOptions({ queryKey, queryFn: load })

export const resources = {
  session: resource(['session'], calls.session),
  apps: resource(['apps'], calls.apps),
  slots: resource(['slots'], calls.slots),
  keys: (app: string) => resource(['keys', app], () => calls.keys(app)),
  history: (app: string) => resource(['history', app], () => calls.history(app)),
  logo: (app: string) => resource(['content', app, 'logo'], () => calls.logo(app)),
  version: (app: string, version: number) =>
    resource(['content', app, version], () => calls.version(app, version)),
  addresses: resource(['addresses'], calls.addresses),
  pairingRequests: resource(['pairing-requests'], calls.pairingRequests),
  sessions: resource(['sessions'], calls.sessions),
  signIns: resource(['sign-ins'], calls.signIns),
  members: resource(['members'], calls.members),
  invites: resource(['invites'], calls.invites),
  settings: resource(['settings'], calls.settings),
  status: resource(['status'], calls.status),
  health: resource(['health'], calls.health),
  lan: resource(['lan'], calls.lan),
  backups: resource(['backups'], calls.backups),
  invitation: (token: string) => resource(['invitation', token], () => calls.invitation(token)),
}

/** Fetches anew all that begins with one of these: now where it is shown, else when it will be. */
const refreshAll = async (...keys: Key[]): Promise<void> => {
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}

/** Changes what is shown before the hub has answered; an answer from before does not undo it. */
export async function edit<T>(
  { queryKey }: { readonly queryKey: DataTag<Key, T, ApiError> },
  change: (data: T) => T,
): Promise<void> {
  await queryClient.cancelQueries({ queryKey, exact: true })
  queryClient.setQueryData<T>(queryKey, (data) => (data === undefined ? undefined : change(data)))
}

/** Asks anew who is signed in: the page that fits takes over. */
export const noticePerson = () => refreshAll(resources.session.queryKey)

/** Nothing that one person saw may be shown to the next. */
export const forgetPerson = () =>
  queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })

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

/** What to fetch anew after a change of each kind, here or elsewhere. */
export const refresh = {
  /** What the hub says in the language of the window. */
  language: () => refreshAll(['apps']),
  slot: (app: string) => refreshAll(['slots'], ['history', app]),
  /** The list of an app's files, and the history of each. */
  files: (app: string) => refreshAll(['slots'], ['files', app]),
  devices: () => refreshAll(['slots']),
  keys: () => refreshAll(['keys']),
  backups: () => refreshAll(['backups']),
  pairing: () => refreshAll(['pairing-requests']),
  hub: () =>
    refreshAll(
      ...([['session'], ['settings'], ['members'], ['invites'], ['apps']] as const),
      ...([['status'], ['addresses'], ['lan'], ['backups'], ['health']] as const),
    ),
  session: () => refreshAll(['session'], ['sessions']),
  /** The content of a version never changes; everything else may have. */
  all: () =>
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'content' }),
}
