import { join } from 'node:path'
import { inside } from '../../lib/inside.ts'
import type { SlotId } from '../store.ts'

/** The schema of the data folder that this program writes. */
export const schemaVersion = 2

/**
 * Where everything stands in the data folder. `db` holds the small documents and is replaced as a
 * whole by a migration; a slot's files never change once written, so a migration leaves them alone.
 */
export interface Layout {
  readonly root: string
  readonly lock: string
  /** Room for what must work on a full disk. */
  readonly reserve: string
  readonly db: string
  /** The documents of a migration that has not ended. */
  readonly nextDb: string
  readonly slots: string
  readonly intents: string
  readonly quarantine: string
  readonly backups: string
  /** The key and the certificate of HTTPS. */
  readonly tls: string
}

export function layoutOf(root: string): Layout {
  return {
    root,
    lock: join(root, 'LOCK'),
    reserve: join(root, 'RESERVE'),
    db: join(root, 'db'),
    nextDb: join(root, 'db.next'),
    slots: join(root, 'slots'),
    intents: join(root, 'intents'),
    quarantine: join(root, 'quarantine'),
    backups: join(root, 'backups'),
    tls: join(root, 'tls'),
  }
}

/** The folder of an account's slots. */
export const accountFolder = (layout: Layout, accountId: string): string =>
  inside(layout.slots, accountId)

/** The folder of one slot. */
export const slotFolder = (layout: Layout, id: SlotId): string =>
  inside(layout.slots, id.accountId, id.app)
