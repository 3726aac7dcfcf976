import type { Readable } from 'node:stream'

/**
 * The files of an app as a door sees them: a tree of names. What is behind it (one app, or all apps
 * of an account side by side) is not its concern.
 *
 * A path has its names joined by `/`, without one at its beginning or end; '' is the root, which is
 * always there. Every path that comes in is checked by `checkedPath` and is in NFC from then on.
 */
export interface FileTree {
  /** What stands at a path; undefined for nothing. */
  stat(path: string): Promise<FileEntry | undefined>
  /** What stands in a folder, in the order of the names. @throws HubError `file_unknown` */
  children(folder: string): Promise<readonly FileEntry[]>
  /** Opens a file for reading. @throws HubError `file_unknown`, or `is_folder` for a folder */
  open(path: string): Promise<OpenFile>
  /**
   * Stores what comes in as the newest version of a file. It is durable and current when this
   * resolves; until then the version before is. @throws HubError `parent_unknown`, `is_folder`,
   * `files_read_only`, `file_too_large`, `too_many_files`, `quota_reached`, `disk_full` and those of
   * `check`; nothing was changed then
   */
  put(path: string, upload: FileUpload): Promise<Written>
  /** @throws HubError `file_exists`, `parent_unknown`, `files_read_only`, `too_many_files` */
  makeFolder(path: string, by: Author): Promise<FileEntry>
  /** Hides a file, or a folder with all that is in it. @throws HubError `file_unknown` */
  remove(path: string, by: Author): Promise<void>
  /**
   * Moves or copies a file, or a folder with all that is in it, with its properties. What stands at
   * the target is hidden first. @throws HubError `file_unknown`, `parent_unknown`, `into_itself`,
   * and `file_exists` where something is there and `overwrite` is false
   */
  move(from: string, to: string, options: Transfer): Promise<Written>
  copy(from: string, to: string, options: Transfer): Promise<Written>
  /** Texts that a client keeps beside a file or folder, by names of its own choice. */
  properties(path: string): Promise<ReadonlyMap<string, string>>
  /** Sets properties; undefined removes one. @throws HubError `properties_full`, `file_unknown` */
  setProperties(
    path: string,
    changes: ReadonlyMap<string, string | undefined>,
    by: Author,
  ): Promise<void>
  /** In bytes. */
  usage(): Promise<{ readonly used: number; readonly free: number }>
}

export interface FileEntry {
  readonly path: string
  readonly kind: 'file' | 'folder'
  /** In bytes; 0 for a folder. */
  readonly size: number
  /** SHA-256 of the content, in hex; '' for a folder. */
  readonly contentId: string
  /** In ms. Between two versions of a file it differs by at least a second, unless a client set it. */
  readonly modifiedAt: number
  /** In ms. */
  readonly createdAt: number
}

export interface OpenFile {
  readonly entry: FileEntry
  /** The bytes from `start` up to and including `end`; all of them without a range. */
  stream(range?: { readonly start: number; readonly end: number }): Readable
}

/** Who writes. */
export interface Author {
  readonly deviceName: string
  /** The id of the key; '' for a person in the window. */
  readonly keyId: string
}

export interface FileUpload extends Author {
  readonly body: AsyncIterable<Uint8Array>
  /** When the file was changed on the device, in ms, where the client says so. */
  readonly modifiedAt?: number | undefined
  /**
   * Asked before the body is read, and again when it is there and nobody else writes this file.
   * Throws to refuse: for conditions such as If-Match.
   */
  readonly check?: (existing: FileEntry | undefined) => void | Promise<void>
}

export interface Transfer extends Author {
  readonly overwrite: boolean
  /** As for an upload, asked with what stands at the target. */
  readonly check?: (existing: FileEntry | undefined) => void | Promise<void>
}

export interface Written {
  readonly entry: FileEntry
  /** Nothing stood there before. */
  readonly created: boolean
}
