import type { ProviderType } from '../lib/provider-types.ts'
import type { NotifyTarget } from './notify-target.ts'
import type { OwnerToken } from './owner-token.ts'

/**
 * The small records. Of the store itself each method is a step of its own; of a change they are
 * parts of it, and see what it has written so far. No two accounts have one name, no two keys one
 * hash, and no two accounts one identity: `put` refuses it.
 */
export interface Records {
  readonly accounts: AccountStore
  readonly keys: KeyStore
  /** How people sign in, by the id of their account. */
  readonly signIns: SignInStore
  /** Sessions, by the hash of their secret. */
  readonly sessions: SessionStore
  /** Invitations, by the hash of their secret. */
  readonly invites: InviteStore
  /** What the owner has chosen at run time. */
  readonly settings: SettingsStore
}

export type Role = 'owner' | 'member'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: number
  /** What the person has chosen for apps, by their types. */
  readonly apps?: Readonly<Record<string, AppPreferences>>
}

export interface AppPreferences {
  /** Changes of two devices at the same time are merged where they do not conflict. */
  readonly merge?: boolean
  /** What stays on each device, as JSON Pointers. */
  readonly perDevice?: readonly string[]
}

export interface AccountStore {
  /** Every account: for lists that show them all. */
  list(): Promise<readonly Account[]>
  count(): Promise<number>
  get(id: string): Promise<Account | undefined>
  /** The account of this name, written in just this way or else in another; see `nameKey`. */
  named(name: string): Promise<Account | undefined>
  /** The accounts whose names can be taken for this one; see `looksAlike`. */
  alike(name: string): Promise<readonly Account[]>
  /** The owners, also those who are switched off. */
  owners(): Promise<readonly Account[]>
  /** Adds or replaces the account with this id. @throws HubError where another has its name */
  put(account: Account): Promise<void>
  /** Removes an account with its sign-in, keys, sessions, invitations and slots. */
  remove(id: string): Promise<void>
}

/** An API key, without its text: only a hash is kept. */
export interface Key {
  readonly id: string
  readonly accountId: string
  /** The type of its app; `allApps` for the files of all apps of the account. */
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
  /** It changes nothing. */
  readonly readOnly?: boolean
  /** It stands in an address, where others may read it, and works nowhere else. */
  readonly address?: boolean
}

export interface KeyStore {
  /** Every key: for lists that show them all. */
  list(): Promise<readonly Key[]>
  count(): Promise<number>
  get(id: string): Promise<Key | undefined>
  byHash(hash: string): Promise<Key | undefined>
  ofAccount(accountId: string): Promise<readonly Key[]>
  ofApp(app: string): Promise<readonly Key[]>
  /** Adds keys, or replaces those with the same ids, and removes those in `gone`. */
  put(keys: readonly Key[], gone?: ReadonlySet<string>): Promise<void>
}

/** Small records by id. */
export interface RecordStore<T> {
  /** Every record with its id: for lists that show them all, and for sweeping. */
  list(): Promise<readonly (readonly [string, T])[]>
  get(id: string): Promise<T | undefined>
  put(id: string, record: T): Promise<void>
  /** Removes a record and answers it; undefined where there was none. Only one caller gets it. */
  take(id: string): Promise<T | undefined>
}

export interface SignInStore extends RecordStore<SignIn> {
  /** The ids of the accounts that say they have this identity; one that is there is the only one. */
  withIdentity(identity: Identity): Promise<readonly string[]>
  /** The ids of the accounts that know a browser, by the hash of its secret. */
  withBrowser(browser: string): Promise<readonly string[]>
}

export interface SessionStore extends RecordStore<Session> {
  ofAccount(accountId: string): Promise<readonly (readonly [string, Session])[]>
}

export interface InviteStore extends RecordStore<Invite> {
  /** The hash under which the invitation with this id is kept. */
  hashOf(id: string): Promise<string | undefined>
  /** The invitations that an account has made. */
  ofAccount(accountId: string): Promise<readonly (readonly [string, Invite])[]>
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
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

export interface IdentityRecord extends Identity {
  readonly id: string
  readonly way: ProviderType
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
  /** Whether the hub stands in for the server of SyncYomi, and for that of Tabby. */
  readonly syncyomi?: boolean
  readonly tabby?: boolean
  readonly retention?: {
    readonly allHours: number
    readonly hourlyDays: number
    readonly dailyDays: number
    readonly versions: number
    readonly sizeMiB: number
  }
  readonly backups?: { readonly everyHours: number; readonly keep: number }
  /** By which other programs speak for the owner. */
  readonly tokens?: readonly OwnerToken[]
  /** Where the owner is told of what happens. */
  readonly notify?: readonly NotifyTarget[]
}

export interface SettingsStore {
  /** The settings as they are now, kept in memory. */
  get(): HubSettings
  change(next: (settings: HubSettings) => HubSettings): Promise<void>
}
