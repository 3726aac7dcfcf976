import type { Readable } from 'node:stream'
import type { Moment } from '../lib/steady-clock.ts'
import type { Snapshot } from './for-backup.ts'
import type { KeptValues, UploadId } from './kept-values.ts'
import type { Records } from './records.ts'
import type { StoreProblem } from './store-problem.ts'

export type * from './kept-values.ts'
export type * from './records.ts'

/** Where the room for a write comes from. */
export type Room = 'free' | 'reserved'

/**
 * What the hub keeps, in the product's own words. The domain knows this interface only; an engine
 * (lowdb today) implements it. Every promise resolves only once what it promises is durable, unless
 * a method says otherwise. Everything is asynchronous, so that an engine may live elsewhere.
 */
export interface Store extends Records {
  readonly hub: HubRecord
  readonly slots: SlotStore
  /**
   * Runs `work`, which reads and writes records of any kind, as one step: alone, and durable as a
   * whole or not at all, also across a crash. What it throws undoes it. It may run again before it
   * counts, so it must do nothing else; and inside it only its own `records` may be used.
   * @param room `reserved` for what takes something away, which must work on a full disk
   */
  change<T>(work: (records: Records) => Promise<T>, room?: Room): Promise<T>
  /**
   * Takes in content of any size, in little memory. It counts for nothing until a slot keeps it.
   * @param limit in bytes. @throws HubError `file_too_large`
   */
  receive(body: AsyncIterable<Uint8Array>, limit: number): Promise<Received>
  /** How much room the disk has, in bytes. */
  freeSpace(): Promise<number>
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

/** One app of one account. */
export interface AppId {
  readonly accountId: string
  readonly app: string
}

/** A slot: one account's settings for one app, or one of its files for that app. */
export interface SlotId extends AppId {
  /** The path of the file, as `FileTree` has it; without one the slot holds the app's settings. */
  readonly path?: string | undefined
}

/** A file of an app. */
export type FileId = SlotId & { readonly path: string }

/** Settings as they came in: `text` was a JSON string, `json` an object or array. */
export type SettingsType = 'text' | 'json'

/** What a version holds: settings, or `bytes` that are no text. */
export type ContentType = SettingsType | 'bytes'

/**
 * What a version says where it holds nothing: the file was deleted; there is a folder at the path;
 * or a client has made a file that it is about to fill.
 */
export type Mark = 'deleted' | 'folder' | 'empty'

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
  readonly type: ContentType
  /** SHA-256 of the content, or of the settings' text: equal ids, equal content. */
  readonly contentId: string
  /** Size of the content in bytes. */
  readonly size: number
  /** False: the upload lost and was kept for the history only. */
  readonly applied: boolean
  /** The size without what stays on each device, in bytes, where a person has marked anything. */
  readonly sharedSize?: number
  /** The text looks encrypted: Base64 that is not readable. */
  readonly encrypted?: boolean
  /** The number of the version that this one brought back. */
  readonly restored?: number
  /** Its device did not know what was current when it came. */
  readonly conflict?: ConflictMark
  /** It was made of two others. */
  readonly merged?: MergeMark
  /** It holds nothing, and says this. */
  readonly mark?: Mark
}

/** Two versions that were made at the same time, by their numbers: the marked one is one of them. */
export interface ConflictMark {
  /** The last one that both come from. */
  readonly base: number
  /** What was current when the marked one came. */
  readonly other: number
}

export interface MergeMark {
  /** The number of the version that is marked with the conflict. */
  readonly conflict: number
  /** How many places both had changed, where the newer one was taken and nobody was asked. */
  readonly choices: number
  readonly by: 'hub' | 'person'
}

/** Content that came in as bytes. A slot keeps it; where none does, it must be thrown away. */
export interface Received {
  readonly type: 'text' | 'bytes'
  readonly contentId: string
  /** In bytes. */
  readonly size: number
  /** The content itself, where it is small enough to be in memory. */
  readonly bytes?: Uint8Array
  /** Throws it away, unless a slot has kept it. */
  discard(): Promise<void>
}

/** Content to be read in parts. It stays readable also where its version is removed meanwhile. */
export interface Content {
  /** In bytes. */
  readonly size: number
  /**
   * The bytes from `start` up to and including `end`; all without a range. It ends with an error,
   * before the last of them, where what is stored turns out to be damaged.
   */
  stream(range?: { readonly start: number; readonly end: number }): Readable
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
  /** Its own values in its last upload, where that differs from `sent` in nothing else. */
  readonly own?: KeptValues
}

export interface Slot {
  /** How many versions it has. */
  readonly count: number
  current(): Promise<Version | undefined>
  /** Every version, oldest first. */
  versions(): Promise<readonly Version[]>
  version(number: number): Promise<Version | undefined>
  /** The first version with this content, applied or not. */
  firstWith(contentId: string): Promise<Version | undefined>
  /** The first version that came in by this upload; none that the hub has made itself. */
  firstUploaded(upload: UploadId): Promise<Version | undefined>
  /** @throws HubError `content_is_bytes` for what is no text */
  settings(version: Version): Promise<Settings>
  content(version: Version): Promise<Content>
  /** Reads all that is kept of a version. False where it is damaged: that is set aside. */
  isSound(version: Version): Promise<boolean>
  device(name: string): Promise<Device | undefined>
  devices(): Promise<readonly Device[]>
  /** When each key was last used here, by its id, in ms. */
  keyUse(): Promise<ReadonlyMap<string, number>>
  /** The numbers of the versions whose conflicts a person has dismissed. */
  dismissed(): Promise<ReadonlySet<number>>
}

/** A slot that its holder has to itself. */
export interface SlotWriter extends Slot {
  /**
   * Keeps a version; content that the slot already has is not stored again.
   * @param content or an earlier version of this slot, whose content it is
   */
  append(version: NewVersion, content: Settings | Received | Version): Promise<Version>
  /** Notes a device. `soon` may follow within seconds and may be lost in a crash. */
  putDevice(device: Device, durable: 'now' | 'soon'): Promise<void>
  /** Forgets a device. @returns whether it was known */
  removeDevice(name: string): Promise<boolean>
  /** Notes that a person has dismissed the conflict of a version. */
  dismiss(number: number): Promise<void>
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
  /** The apps of one account, or of all, that have something in their settings or files. */
  list(accountId?: string): Promise<readonly AppId[]>
  /** What is known of the files of an app; it follows every change. */
  files(id: AppId): Promise<AppFiles>
  /** The size of all files of an account with their histories, in bytes. */
  filesSize(accountId: string): Promise<number>
  /**
   * Removes the slot of a file with its history, as one step: for what was never meant to last.
   * @param may looks at the file once nobody else can change it
   * @returns false where it may not, and while a snapshot is read, which must hold all that was there;
   * nothing is done
   */
  drop(id: FileId, may?: (head: FileHead) => boolean): Promise<boolean>
  properties(id: AppId): Promise<Properties>
  /** Durable once it resolves. */
  changeProperties(id: AppId, next: (properties: Properties) => Properties): Promise<void>
}

/** The files of an app at a glance, also those whose newest version says that they are deleted. */
export interface AppFiles {
  readonly count: number
  /** The size of all of them with their histories, in bytes. */
  readonly size: number
  get(path: string): FileHead | undefined
  /** What stands directly in a folder; '' is the root. */
  in(folder: string): readonly FileHead[]
  /** Whether anything that is not deleted stands below a folder, at any depth. */
  hasBelow(folder: string): boolean
  /** The folders in a folder that anything stands below. */
  foldersIn(folder: string): readonly string[]
  all(): Iterable<FileHead>
}

export interface FileHead {
  readonly path: string
  readonly current: Version
  /** When its first version came, in ms. */
  readonly createdAt: number
  readonly versions: number
  /** The size of all contents of its history, in bytes; the same content counts once. */
  readonly stored: number
}

/** Texts that clients keep beside files, by path and name. */
export type Properties = Readonly<Record<string, Readonly<Record<string, string>>>>
