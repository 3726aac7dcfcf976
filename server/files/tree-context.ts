import type { FileRules } from '../../app-modules/file-roles.ts'
import type { Events } from '../events/events.ts'
import type { SteadyClock } from '../lib/steady-clock.ts'
import type { AppId, SlotId, Store } from '../storage/store.ts'
import type { FileEntry, FileTree } from './file-tree.ts'
import type { Presence } from './presence.ts'

export interface FileLimits {
  /** Of one file, in bytes. */
  readonly fileSize: number
  /** Of all files of an account with their histories, in bytes. */
  readonly quota: number
  /** How many files and folders an app may have. */
  readonly files: number
}

/** What the trees of all apps work with. */
export interface FilesContext {
  readonly store: Store
  readonly clock: SteadyClock
  readonly events: Events
  readonly limits: FileLimits
  readonly presence: Presence
}

/** An upload under way, and how much of it has come, in bytes. */
export interface Underway {
  bytes: number
}

/** What the tree of one app works with. */
export interface TreeContext extends FilesContext {
  readonly id: AppId
  /** What the app's module says of its files. */
  readonly rules: FileRules | undefined
  /** Uploads that are coming in, by account, the first of them first. */
  readonly underway: Map<string, Set<Underway>>
}

/** A tree, and what its own parts need of it. */
export interface AppTree extends FileTree {
  readonly context: TreeContext
  /** The slot behind a path. */
  slotOf(path: string): SlotId
  /** All that is below a folder, each folder before what is in it. */
  below(folder: string): Promise<readonly FileEntry[]>
}

export const mostFiles = 100_000
