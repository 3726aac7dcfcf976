import type { StoreProblem } from './store-problem.ts'

/** All that is kept, to be read part by part. */
export interface Snapshot {
  /** The schema of the documents. */
  readonly schema: number
  readonly parts: AsyncIterable<SnapshotPart>
}

/** One file by its place; one that is damaged; or an account that was removed meanwhile. */
export type SnapshotPart =
  | { readonly kind: 'file'; readonly path: string; readonly data: Uint8Array }
  | { readonly kind: 'damaged'; readonly path: string; readonly problem: string }
  | { readonly kind: 'removed'; readonly accountId: string }

/** A file of a backup. Its path was checked: it has `/` and stays inside. */
export interface RestoredFile {
  readonly path: string
  readonly data: Uint8Array
}

/** A backup that was unpacked and opened beside what the hub holds now. */
export interface PreparedRestore {
  /** What was damaged or missing in the hub that the backup is of. */
  readonly problems: readonly StoreProblem[]
  /**
   * From now on the next start of the hub puts it in the place of what is there. @returns where
   * that will be kept
   */
  decide(): Promise<string>
  /** Throws it away; does nothing once it was decided. */
  discard(): Promise<void>
}
