import type { Account, Key, Member } from '../../server/api/schemas/accounts.ts'
import type { App, Shape } from '../../server/api/schemas/apps.ts'
import type { Backup, Backups, Restoring } from '../../server/api/schemas/backups.ts'
import type { Version } from '../../server/api/schemas/history.ts'
import type { Addresses, Check, Lan, Status } from '../../server/api/schemas/hub.ts'
import type { Settings } from '../../server/api/schemas/hub-settings.ts'
import type { PairingRequest, Ticket } from '../../server/api/schemas/pairing.ts'
import type { Invite, Session, SessionInfo, SignIns } from '../../server/api/schemas/sign-in.ts'
import type { Slot, Unreadable } from '../../server/api/schemas/slots.ts'
import type { SyncAction } from '../../server/api/schemas/sync.ts'
import { base } from '../base.ts'
import { apiRoot, type Client } from './client.ts'

type Credentials = { name: string; password: string }
type Nothing = Record<string, never>
const part = encodeURIComponent

/** Every call that the window makes, by what it means. Answers come without their envelope. */
export const createCalls = (hub: Client) => ({
  session: () => hub.get<SessionInfo>('/session'),
  setUp: (body: Credentials & { token: string }) => hub.post<{ account: Account }>('/set-up', body),
  signIn: (body: Credentials) => hub.post<{ account: Account }>('/session', body),
  signInWindow: (body: { token: string; name?: string }) =>
    hub.post<{ account: Account }>('/session/window', body),
  signOut: () => hub.delete<Nothing>('/session'),
  invitation: (token: string) =>
    hub.post<{ invite: { expiresAt: string; from: string }; ticket: string }>('/invites/look', {
      token,
    }),
  accept: (token: string, body: Credentials) =>
    hub.post<{ account: Account }>('/invites/accept', { token, ...body }),

  sessions: async () => (await hub.get<{ sessions: Session[] }>('/sessions')).sessions,
  /** Opens an address that the browser asks for by itself, which sends no header. */
  withTicket: async (address: string) => {
    // The hub knows its paths without the one that a proxy has put before them.
    const [path = ''] = address.slice(base.length).split('?')
    const { ticket } = await hub.post<{ ticket: string }>('/address-tickets', { path })
    return `${address}${address.includes('?') ? '&' : '?'}ticket=${part(ticket)}`
  },
  endSession: (id: string) => hub.delete<Nothing>(`/sessions/${part(id)}`),
  endOtherSessions: () => hub.delete<Nothing>('/sessions'),
  setPassword: (body: { current?: string; password: string; unlink: boolean }) =>
    hub.put<Nothing>('/password', body),
  signIns: () => hub.get<SignIns>('/sign-ins'),
  unlink: (id: string) => hub.delete<Nothing>(`/sign-ins/${part(id)}`),

  apps: async () => (await hub.get<{ apps: App[] }>('/apps')).apps,
  logo: (app: string) => hub.text(`/apps/${part(app)}/logo`),
  recognise: (shape: Shape) =>
    hub.post<{ app: string | null; sure: boolean }>('/apps/recognise', shape),
  makeApp: async (name: string) => (await hub.post<{ app: App }>('/apps', { name })).app,
  removeApp: (type: string) => hub.delete<Nothing>(`/apps/${part(type)}`),
  slots: () => hub.get<{ slots: Slot[]; unreadable?: Unreadable }>('/slots'),
  keys: async (app: string) => (await hub.get<{ keys: Key[] }>(`/keys?app=${part(app)}`)).keys,
  makeKey: (body: {
    app: string
    name?: string
    expires?: string
    readOnly?: true
    address?: true
  }) => hub.post<{ key: Key; text: string }>('/keys', body),
  rotateKey: (id: string) =>
    hub.post<{ key: Key; text: string; url?: string }>(`/keys/${part(id)}/rotate`),
  revokeKey: (id: string) => hub.delete<{ key: Key }>(`/keys/${part(id)}`),
  history: async (app: string) =>
    (await hub.get<{ versions: Version[] }>(`/slots/${part(app)}/history`)).versions,
  version: (app: string, version: number) =>
    hub.get<{ data: string; version: Version }>(`/slots/${part(app)}/history/${version}?as=text`),
  restore: async (app: string, version: number) =>
    (await hub.post<{ version: Version }>(`/slots/${part(app)}/history/${version}/restore`))
      .version,
  upload: (app: string, body: { deviceName: string; savedTs: string; settings: string }) =>
    hub.post<{ action: SyncAction; version: Version }>(`/slots/${part(app)}/file`, body),
  forgetDevice: (app: string, name: string) =>
    hub.delete<Nothing>(`/slots/${part(app)}/devices/${part(name)}`),
  addresses: () => hub.get<Addresses>('/addresses'),
  pairingRequests: async () =>
    (await hub.get<{ requests: PairingRequest[] }>('/pairing-requests')).requests,
  decidePairing: (id: string, decision: 'approve' | 'deny') =>
    hub.post<{ request: PairingRequest }>(`/pairing-requests/${part(id)}/${decision}`, {}),
  makeTicket: (body: { app: string; name?: string; address?: string }) =>
    hub.post<Ticket>('/pairing-tickets', body),

  members: async () => (await hub.get<{ accounts: Member[] }>('/accounts')).accounts,
  changeMember: (id: string, change: { disabled?: boolean; role?: Account['role'] }) =>
    hub.patch<{ account: Account }>(`/accounts/${part(id)}`, change),
  removeMember: (id: string, name: string) =>
    hub.delete<Nothing>(`/accounts/${part(id)}`, { name }),
  invites: async () => (await hub.get<{ invites: Invite[] }>('/invites')).invites,
  invite: (body: { note?: string }) => hub.post<{ invite: Invite; url: string }>('/invites', body),
  takeBackInvite: (id: string) => hub.delete<Nothing>(`/invites/${part(id)}`),
  settings: async () => (await hub.get<{ settings: Settings }>('/settings')).settings,
  changeSettings: async (change: Partial<Settings>) =>
    (await hub.patch<{ settings: Settings }>('/settings', change)).settings,
  status: () => hub.get<Status>('/status'),
  health: () => hub.health(),
  lan: () => hub.get<Lan>('/lan'),
  backups: () => hub.get<Backups>('/backups'),
  makeBackup: () => hub.post<{ backup: Backup }>('/backups', {}),
  removeBackup: (name: string) => hub.delete<Nothing>(`/backups/${part(name)}`),
  scheduleBackups: (schedule: Backups['schedule']) =>
    hub.put<Nothing>('/backups/schedule', schedule),
  restoreBackup: (name: string) => hub.post<Restoring>(`/backups/${part(name)}/restore`, {}),
  restoreFile: (file: Blob) => hub.send<Restoring>('/restore', file, 'application/zip'),
  checkNetwork: async () => (await hub.get<{ checks: Check[] }>('/doctor')).checks,
})

export type Calls = ReturnType<typeof createCalls>

export interface SignInOptions {
  /** Adds the provider to the account that is signed in. */
  link?: boolean
  /** The invitation by which a new account may be made. */
  invite?: string
}

/** Addresses that the browser opens by itself; all but the way to a provider take a ticket. */
export const links = {
  newestFile: (app: string) => `${apiRoot}/slots/${part(app)}/file`,
  versionFile: (app: string, version: number) =>
    `${apiRoot}/slots/${part(app)}/history/${version}/file`,
  everything: `${apiRoot}/me/export`,
  backupFile: (name: string) => `${apiRoot}/backups/${part(name)}/file`,
  events: `${apiRoot}/events`,
  signInWith: (way: string, returnTo: string, { link, invite }: SignInOptions = {}) => {
    const more = `${link ? '&link=1' : ''}${invite ? `&invite=${part(invite)}` : ''}`
    return `${base}/sign-in/${part(way)}?returnTo=${part(returnTo)}${more}`
  },
}
