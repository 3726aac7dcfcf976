import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import type { HubData } from '../document-schema.ts'
import type { Account, HubSettings, Invite, Key, Seen, Session, SignIn } from '../store.ts'
import { DataFolderError } from './data-folder-error.ts'
import { type Disk, isTemporary } from './disk.ts'
import { Document } from './document.ts'
import type { Layout } from './layout.ts'
import type { Quarantine } from './quarantine.ts'

type Records<T> = Readonly<Record<string, T>>

export type Documents = Awaited<ReturnType<typeof openDocuments>>

/**
 * Opens the documents of `db`. Those of a new folder are made, all empty.
 * @throws DataFolderError where one is lost: an empty one never takes its place
 */
export async function openDocuments(
  disk: Disk,
  layout: Layout,
  quarantine: Quarantine,
  folder: { readonly isNew: boolean; readonly schema: number; readonly now: number },
) {
  await disk.makeFolder(layout.db)
  await sweep(disk, layout.db)
  const opened: Document<never>[] = []
  const problemWith = (name: string) =>
    quarantine.problems.find(({ file }) => basename(file).startsWith(`${name}.json`))?.problem
  const find = async <T>(name: string, empty: T) => {
    const options = { copies: 2, damaged: quarantine.damaged } as const
    const path = join(layout.db, `${name}.json`)
    const document = await Document.open(disk, path, empty, options)
    opened.push(document as unknown as Document<never>)
    return document
  }
  const open = async <T extends object>(name: string, empty: T) => {
    const document = await find(name, empty)
    const isLost = !document.found && (!folder.isNew || quarantine.problems.length > 0)
    if (isLost) throw documentLost(layout, name, problemWith(name))
    // A folder that holds something was not made just now; it has lost what said so.
    if (document.found && folder.isNew && Object.keys(document.data).length > 0) {
      throw documentLost(layout, 'hub')
    }
    if (!document.found) await document.save()
    return document
  }

  return {
    accounts: await open<Records<Account>>('accounts', {}),
    keys: await open<Records<Key>>('keys', {}),
    signIns: await open<Records<SignIn>>('sign-ins', {}),
    sessions: await open<Records<Session>>('sessions', {}),
    invites: await open<Records<Invite>>('invites', {}),
    settings: await open<HubSettings>('settings', {}),
    // The last of them: its presence says that the others are there.
    hub: await open<HubData>('hub', {
      schema: folder.schema,
      id: randomUUID(),
      createdAt: folder.now,
    }),
    // The hub does as well without this one.
    seen: await find<Partial<Seen>>('seen', {}),
    /** Resolves when no change of a document is under way. */
    async idle() {
      for (const document of opened) await document.idle()
    },
  }
}

export const documentLost = (layout: Layout, name: string, problem?: string) =>
  new DataFolderError(
    `The document "${name}" is missing or damaged in ${layout.db}, and so is its copy${problem ? `: ${problem}` : ''}. The hub does ` +
      'not start with an empty one, since accounts and keys would be lost. Put back ' +
      `${name}.json from a backup; damaged files are kept in ${layout.quarantine}.`,
  )

/** Removes what a crash left half written, and makes sure of what it left unsynced. */
async function sweep(disk: Disk, folder: string): Promise<void> {
  const names = await disk.list(folder)
  await disk.remove(folder, names.filter(isTemporary))
}
