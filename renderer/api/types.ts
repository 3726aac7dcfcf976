/** The shapes that the hub's API answers with. Times are ISO 8601 in UTC, sizes are bytes. */

export interface Account {
  id: string
  name: string
  role: 'owner' | 'member'
  disabled: boolean
  createdAt: string
}

/** An account as the owner sees it in the list of members. */
export interface Member extends Account {
  devices: number
  size: number
  lastSeenAt?: string
}

export interface App {
  type: string
  name: string
  description: string
  homepage: string
  connects: 'built-in' | 'file'
  on: boolean
  /** The owner made it up for a file of any app. */
  own?: boolean
  export: {
    format: 'json' | 'text'
    fileName: string
    secrets: 'never' | 'possible' | 'always'
    secretsNote: string
    version?: string
    /** JSON Pointers in which `*` stands for every key or index. */
    volatile: string[]
  }
  steps: { connect?: string[]; export: string[]; import: string[] }
}

export interface Version {
  version: number
  savedTs: string
  receivedAt: string
  deviceName: string
  type: 'text' | 'json'
  size: number
  contentId: string
  /** False: the upload lost against a newer copy and is kept for the history only. */
  applied: boolean
  current: boolean
  /** The version that this one brought back. */
  restored?: number
  flag?: 'shrunk' | 'encrypted' | 'decrypted'
  /** The version that was current before this one. */
  replaced?: number
}

export interface Device {
  app: string
  name: string
  firstSeenAt: string
  lastSeenAt: string
  version: number
  inStep: boolean
  clockAheadMs?: number
}

export interface Key {
  id: string
  app: string
  name: string
  hint: string
  state: 'active' | 'expired' | 'revoked' | 'app off'
  createdAt: string
  lastUsedAt?: string
  rotatedAt?: string
  expiresAt?: string
  revokedAt?: string
}

export interface Slot {
  app: string
  current: Version | null
  versions: number
  historySize: number
  devices: Device[]
}

export type Provider = 'oidc' | 'github' | 'google'

/** A way to sign in that is configured beside the local password. */
export interface Way {
  type: Provider
  name: string
}

export interface SessionInfo {
  needsOwner: boolean
  hubName: string
  version: string
  ways: Way[]
  signUp: 'closed' | 'invite' | 'open'
  account: Account | null
}

/** A browser that is signed in. */
export interface Session {
  id: string
  current: boolean
  createdAt: string
  lastSeenAt: string
  browser: string
  via: 'password' | Provider | 'set-up' | 'invite' | 'window'
}

export interface Identity {
  id: string
  way: Provider
  label: string
  addedAt: string
}

export interface SignIns {
  password: boolean
  identities: Identity[]
}

export interface Address {
  url: string
  kind: 'public' | 'lan' | 'this-computer'
  /** Whether a phone can reach it. */
  usable: boolean
  /** Over HTTPS with the hub's own certificate: only for apps that check its fingerprint. */
  pinned?: boolean
}

export interface Addresses {
  addresses: Address[]
  problem?: string
}

export interface Invite {
  id: string
  createdAt: string
  expiresAt: string
  note?: string
}

export interface Retention {
  allHours: number
  hourlyDays: number
  dailyDays: number
  versions: number
  sizeMiB: number
}

export interface Settings {
  hubName: string
  appsOff: string[]
  retention: Retention
  /** Whether devices on the network may reach the hub. */
  lan: boolean
  /** The one network that they reach it by; empty for every one that fits. */
  lanInterface: string
}

/** A network that the hub's computer is on. */
export interface Network {
  /** Of the interface. */
  name: string
  kind: 'lan' | 'vpn' | 'container' | 'none'
  addresses: string[]
  /** Devices reach the hub by it. */
  served: boolean
}

export interface Lan {
  on: boolean
  networks: Network[]
  /** The name in lists of hubs. */
  announcedAs?: string
  hostName: string
  problems: { what: 'listen' | 'https' | 'announce'; where: string; reason: string }[]
}

/** A device that has no key and asks for one. */
export interface PairingRequest {
  id: string
  deviceName: string
  app: string
  /** The device shows the same. */
  code: string
  /** The address of the device. */
  from: string
  createdAt: string
  expiresAt: string
}

/** An approval beforehand: whoever scans it first gets one key. */
export interface Ticket {
  ticket: string
  uri: string
  expiresAt: string
}

export interface Check {
  code: string
  level: 'ok' | 'warning' | 'problem'
  values: Record<string, string>
  title: string
  detail: string
  fix: string
}

export interface Status {
  version: string
  dataFolder: string
  startedAt: string
  diskUsed: number
  diskFree: number
  slots: number
  versions: number
  accounts: number
  checks: Check[]
}

export interface Health {
  status: 'ready' | 'failed'
  /** Damaged files that were set aside since the start. */
  problems: number
}

/** A backup that the hub keeps. */
export interface Backup {
  name: string
  createdAt: string
  size: number
  /** It was read back whole after it was written. */
  verified: boolean
  problem?: string
}

export interface Backups {
  schedule: { everyHours: number; keep: number }
  backups: Backup[]
  /** How the last one went, since the hub was started. */
  last?: { at: string; problem?: string; unchanged?: true }
}

/** The hub starts anew with what a backup holds. */
export interface Restoring {
  restarting: boolean
  /** Where what was there before is kept. */
  keptAs: string
}

export type SyncAction = 'created' | 'none' | 'existingNewer' | 'incomingNewer'

/** What the hub tells while a page is open. */
export interface HubEvents {
  slot: { app: string; version: number; deviceName: string; action: SyncAction }
  device: { app: string; name: string }
  keys: Record<string, never>
  pairing: Record<string, never>
  hub: Record<string, never>
  session: Record<string, never>
}
