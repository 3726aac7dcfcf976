import type { DevicesData } from '../document-schema.ts'
import type { ContentsParts } from './contents.ts'
import type { Document } from './document.ts'
import type { StoredVersion } from './version-file.ts'

/** What a slot in memory is made of. */
export interface SlotParts extends Omit<ContentsParts, 'onDamaged'> {
  /** Of the file that the slot is, where it holds no settings. */
  readonly path: string | undefined
  readonly stored: readonly StoredVersion[]
  /** Numbers up to this one are used up. */
  readonly lastNumber: number
  readonly devices: Document<DevicesData>
  /** Must be awaited before any version comes or goes. */
  readonly beforeChange: () => Promise<void>
  /**
   * The same before a version comes; and makes sure that the slot's folder is there.
   * @returns what is to be synced so that it stays there
   */
  readonly prepare: () => Promise<readonly string[]>
  /** That was synced. */
  readonly prepared: () => void
  /** Something that may be written later has changed. */
  readonly changed: () => void
  /** Nothing may be removed for now: a backup is being made. */
  readonly keepsAll: () => boolean
}
