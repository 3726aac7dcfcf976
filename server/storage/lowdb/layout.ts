import { hash } from 'node:crypto'
import { join } from 'node:path'
import { inside } from '../../lib/inside.ts'
import type { AppId, SlotId } from '../store.ts'

/** The schema of the data folder that this program writes. */
export const schemaVersion = 3

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
  /** Content that is on its way in. */
  readonly incoming: string
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
    incoming: join(root, 'incoming'),
    quarantine: join(root, 'quarantine'),
    backups: join(root, 'backups'),
    tls: join(root, 'tls'),
  }
}

/** The folder of an account's slots. */
export const accountFolder = (layout: Layout, accountId: string): string =>
  inside(layout.slots, accountId)

/** The folder of the files of an app, in the folder of its settings. */
export const filesFolder = (layout: Layout, { accountId, app }: AppId): string =>
  inside(layout.slots, accountId, app, 'files')

/** Any path is a plain name by its hash, on every file system, whatever it says. */
export const fileFolderName = (path: string): string => hash('sha256', path).slice(0, 40)

/** The folder of one slot. */
export const slotFolder = (layout: Layout, id: SlotId): string =>
  id.path === undefined
    ? inside(layout.slots, id.accountId, id.app)
    : inside(filesFolder(layout, id), fileFolderName(id.path))
