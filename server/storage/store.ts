import type { ProviderType } from '../lib/provider-types.ts'
import type { Moment } from '../lib/steady-clock.ts'
import type { Snapshot } from './for-backup.ts'
import type { StoreProblem } from './store-problem.ts'

/**
 * What the hub keeps, in the product's own words. The domain knows this interface only; an engine
 * (lowdb today) implements it. Every promise resolves only once what it promises is durable, unless
 * a method says otherwise. Everything is asynchronous, so that an engine may live elsewhere.
 */
export interface Store {
  readonly hub: HubRecord
  readonly accounts: AccountStore
  readonly keys: KeyStore
  readonly slots: SlotStore
  /** How people sign in, by the id of their account. */
  readonly signIns: RecordStore<SignIn>
  /** Sessions, by the hash of their secret. */
  readonly sessions: RecordStore<Session>
  /** Invitations, by the hash of their secret. */
  readonly invites: RecordStore<Invite>
  /** What the owner has chosen at run time. */
  readonly settings: SettingsStore
  /** Removes an account with its keys and slots: all or nothing, also across a crash. */
  removeAccount(accountId: string): Promise<void>
  /** What the hub last noted of its clocks; tells a clock that was set while it did not run. */
  lastSeen(): Seen | undefined
  noteSeen(seen: Seen): Promise<void>
  status(): StoreStatus
  /**
   * Hands all that is kept to `work`, part by part, for a backup: it holds every version that was
   * acknowledged before, and the documents as they are at one instant. Nothing is thinned out
   * while `work` runs; syncs and all else go on.
   */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  /** Folders that hold what restores have replaced, until a person removes them. */
  replacedByRestores(): Promise<readonly string[]>
  /** Writes what may follow late (last-seen times, caches) now. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Seen {
  /** Since when the clock goes steadily, as far as the retention policy has to know, in ms. */
  readonly at: number
  /** Both clocks at one moment. */
  readonly moment?: Moment
}

export interface HubRecord {
  /** A stable UUID. */
  readonly id: string
  readonly createdAt: number
}

/** `failed` holds why nothing can be written any more; `problems` what was found damaged. */
export interface StoreStatus {
  readonly failed: string | undefined
  readonly problems: readonly StoreProblem[]
  /** How many damaged files are kept aside from before the last start. */
  readonly setAsideBefore?: number
}

export type Role = 'owner' | 'member'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: number
}

export interface AccountStore {
  list(): Promise<readonly Account[]>
  get(id: string): Promise<Account | undefined>
  /** Adds or replaces the account with this id. `check` sees all others and may throw. */
  put(account: Account, check?: (others: readonly Account[]) => void): Promise<void>
}

/** An API key, without its text: only a hash is kept. */
export interface Key {
  readonly id: string
  readonly accountId: string
  readonly app: string
  readonly name: string
  /** SHA-256 of the key's text, in hex. */
  readonly hash: string
  /** The last characters of the key's text, to tell keys apart. */
  readonly hint: string
  readonly createdAt: number
  readonly rotatedAt?: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** It was used over HTTPS, and is refused over plain HTTP from then on. */
  readonly httpsOnly?: boolean
}

export interface KeyStore {
  list(): Promise<readonly Key[]>
  get(id: string): Promise<Key | undefined>
  findByHash(hash: string): Promise<Key | undefined>
  /** Adds keys, or replaces those with the same ids, and removes those in `gone`, in one step. */
  put(keys: readonly Key[], gone?: ReadonlySet<string>): Promise<void>
  /** Changes the key with this id as it is then, if it is there; nothing comes between. */
  change(id: string, next: (key: Key) => Key): Promise<void>
}

/** One account's settings for one app. */
export interface SlotId {
  readonly accountId: string
  readonly app: string
}

/** Settings as they came in: `text` was a JSON string, `json` an object or array. */
export type SettingsType = 'text' | 'json'

/** The settings themselves. For `json` the text is the very source text of the value. */
export interface Settings {
  readonly type: SettingsType
  readonly text: string
}

export interface Version {
  /** Counts up within the slot, from 1. */
  readonly number: number
  /** The stamp as the device sent it. */
  readonly savedTs: string
  /** The instant of `savedTs`, in ms. */
  readonly savedAt: number
  /** What `savedAt` counts as when versions are ordered, in ms; see the rule. */
  readonly effectiveAt: number
  /** The stamp was ahead of the hub's clock when it arrived. */
  readonly future: boolean
  readonly receivedAt: number
  /** The same moment on the hub's steady clock; unknown for what came before there was one. */
  readonly steadyAt?: number
  readonly deviceName: string
  readonly type: SettingsType
  /** Identifies the settings' text: equal ids, equal text. */
  readonly contentId: string
  /** Size of the settings' text in bytes. */
  readonly size: number
  /** False: the upload lost and was kept for the history only. */
  readonly applied: boolean
  /** The text looks encrypted: Base64 that is not readable. */
  readonly encrypted?: boolean
  /** The number of the version that this one brought back. */
  readonly restored?: number
}

/** A version before its slot has numbered it. */
export type NewVersion = Omit<Version, 'number'>

/** What a slot knows of a device. */
export interface Device {
  readonly name: string
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  /** The key of its last sync. */
  readonly keyId: string
  /** Its very first upload, where the answer to it was to take what was there. */
  readonly adopted?: UploadId
  /** The number of the version that the hub last answered with. */
  readonly holds: number
  /** How far its stamps are ahead of the hub's clock, in ms, where that is more than is allowed. */
  readonly clockAhead?: number
  /** The number of the version whose content it last sent. */
  readonly sent: number
}

/** Names one upload: what was sent, and the stamp it was sent with, in ms. */
export interface UploadId {
  readonly contentId: string
  readonly savedAt: number
}

export interface Slot {
  current(): Promise<Version | undefined>
  /** Every version, oldest first. */
  versions(): Promise<readonly Version[]>
  version(number: number): Promise<Version | undefined>
  /** The first version with this content, applied or not. */
  firstWith(contentId: string): Promise<Version | undefined>
  /** The first version that came in by this upload. */
  firstUploaded(upload: UploadId): Promise<Version | undefined>
  settings(version: Version): Promise<Settings>
  device(name: string): Promise<Device | undefined>
  devices(): Promise<readonly Device[]>
  /** When each key was last used here, by its id, in ms. */
  keyUse(): Promise<ReadonlyMap<string, number>>
}

/** A slot that its holder has to itself. */
export interface SlotWriter extends Slot {
  /** Keeps a version; content that the slot already has is not stored again. */
  append(version: NewVersion, settings: Settings): Promise<Version>
  /** Notes a device. `soon` may follow within seconds and may be lost in a crash. */
  putDevice(device: Device, durable: 'now' | 'soon'): Promise<void>
  /** Forgets a device. @returns whether it was known */
  removeDevice(name: string): Promise<boolean>
  /** Notes that a key was used; follows within seconds. */
  noteKeyUse(keyId: string, at: number): void
  /**
   * Removes versions, except those whose content a remaining version needs. None go while a
   * snapshot is read.
   */
  remove(numbers: ReadonlySet<number>): Promise<void>
}

export interface SlotStore {
  /** Runs `work` while no other update of this slot runs, here or in another process. */
  update<T>(id: SlotId, work: (slot: SlotWriter) => Promise<T>): Promise<T>
  read<T>(id: SlotId, work: (slot: Slot) => Promise<T>): Promise<T>
  /** The slots of one account, or all, that hold something. */
  list(accountId?: string): Promise<readonly SlotId[]>
}

/** Small records by id. */
export interface RecordStore<T> {
  /** Every record with its id. */
  list(): Promise<readonly (readonly [string, T])[]>
  get(id: string): Promise<T | undefined>
  put(id: string, record: T): Promise<void>
  /** Removes a record and answers it; undefined where there was none. Only one caller gets it. */
  take(id: string): Promise<T | undefined>
}

export interface SignIn {
  readonly password?: PasswordRecord
  readonly identities: readonly IdentityRecord[]
  /** The hashes of the secrets of browsers that have signed in by password; the newest last. */
  readonly browsers?: readonly string[]
}

/** A scrypt hash with all that it takes to compute it again; bytes in Base64. */
export interface PasswordRecord {
  readonly salt: string
  readonly hash: string
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Who someone is at a provider: the pair of issuer and subject, never a name or an address. */
export interface IdentityRecord {
  readonly id: string
  readonly way: ProviderType
  readonly issuer: string
  readonly subject: string
  /** A name or address, for a person to know it by. */
  readonly label: string
  readonly addedAt: number
}

export interface Session {
  readonly id: string
  readonly accountId: string
  readonly createdAt: number
  readonly lastSeenAt: number
  /** The browser, in words. */
  readonly browser: string
  readonly via: 'password' | ProviderType | 'set-up' | 'invite' | 'window'
}

export interface Invite {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  /** The account that invited. */
  readonly from: string
  readonly note?: string
}

/** What the owner chooses in the window; what is missing follows the configuration. */
export interface HubSettings {
  readonly hubName?: string
  readonly appsOff?: readonly string[]
  /** Apps that no module describes, added by their names. */
  readonly ownApps?: readonly { type: string; name: string; createdAt: number }[]
  /** Whether devices on the network may reach the hub. */
  readonly lan?: boolean
  /** The one network that they reach it by; empty for every one that fits. */
  readonly lanInterface?: string
  readonly retention?: {
    readonly allHours: number
    readonly hourlyDays: number
    readonly dailyDays: number
    readonly versions: number
    readonly sizeMiB: number
  }
  readonly backups?: { readonly everyHours: number; readonly keep: number }
}

export interface SettingsStore {
  /** The settings as they are now, kept in memory. */
  get(): HubSettings
  change(next: (settings: HubSettings) => HubSettings): Promise<void>
}
