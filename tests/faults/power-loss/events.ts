import type { FilesWish } from '../file-states.ts'

/**
 * What a process did to the files of a folder, in order. A sync has a begin and an end: what was
 * done before its begin is on disk at its end. Data is Base64; paths are those given to the system.
 */
export type FileEvent =
  | { readonly kind: 'create'; readonly path: string; readonly file: number }
  | { readonly kind: 'write'; readonly file: number; readonly data: string }
  | { readonly kind: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove' | 'make-folder' | 'remove-folder'; readonly path: string }
  | { readonly kind: 'sync-file'; readonly file: number; readonly sync: number }
  | { readonly kind: 'sync-folder'; readonly path: string; readonly sync: number }
  | { readonly kind: 'synced'; readonly sync: number }

/** What the process was asked for and what it promised, among the events. */
export interface PromiseEvent {
  readonly kind: 'asked' | 'answered'
  readonly wish: Wish
}

export type Event = FileEvent | PromiseEvent

/** One change, as far as it can be found again: a slot is `account/app`. */
export type Wish =
  | { readonly on: 'slot'; readonly slot: string; readonly text: string }
  | { readonly on: 'restored'; readonly slot: string; readonly after: number }
  | { readonly on: 'device'; readonly slot: string; readonly name: string }
  | { readonly on: 'thinned'; readonly slot: string; readonly texts: readonly string[] }
  | ({ readonly on: 'files' } & FilesWish)
  | { readonly on: 'account'; readonly account: string }
  | { readonly on: 'key'; readonly key: string; readonly account: string; readonly hash: string }
  | { readonly on: 'removal'; readonly account: string }
  /** All that was promised before is in this file from then on, or in a newer one of the name. */
  | { readonly on: 'backup'; readonly file: string }
  /** All is as it was when the last backup was made. */
  | { readonly on: 'backup-restored' }

export interface Trace {
  /** The folder whose content was recorded; it was empty at the start. */
  readonly root: string
  readonly events: readonly Event[]
}
