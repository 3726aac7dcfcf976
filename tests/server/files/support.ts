import { hash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { FileRules } from '../../../app-modules/file-roles.ts'
import { createEvents, type HubEvent } from '../../../server/events/events.ts'
import { appTree } from '../../../server/files/app-tree.ts'
import type { FileTree, FileUpload } from '../../../server/files/file-tree.ts'
import { createPresence } from '../../../server/files/presence.ts'
import type { AppTree, FileLimits } from '../../../server/files/tree-context.ts'
import type { LocalStore } from '../../../server/storage/lowdb/open.ts'
import type { Syncs } from '../../../server/storage/lowdb/syncs.ts'
import type { AppId, Store } from '../../../server/storage/store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { anAccount, newFolder, openTestStore, testNow } from '../storage/lowdb/support.ts'

export const thunder: AppId = { accountId: 'ada', app: 'thunder' }
export const phone = { deviceName: 'Phone', keyId: 'k-1' }

export const largeLimits: FileLimits = { fileSize: 2 ** 26, quota: 2 ** 30, files: 100_000 }

export interface Trying {
  readonly tree: AppTree
  readonly store: LocalStore
  readonly folder: string
  readonly clock: { now: number }
  readonly told: HubEvent[]
  /** Stops the store and opens it again. */
  restart(): Promise<Trying>
}

export interface TryOptions {
  readonly rules?: FileRules | undefined
  readonly limits?: Partial<FileLimits> | undefined
  readonly folder?: string
  readonly id?: AppId
  readonly syncs?: Syncs
}

/** The files of one app, on a store of its own. */
export async function tryFiles(options: TryOptions = {}): Promise<Trying> {
  const { rules, limits, id = thunder } = options
  const folder = options.folder ?? (await newFolder())
  const store = await openTestStore(folder, {
    lock: false,
    ...(options.syncs && { syncs: options.syncs }),
  })
  if (!(await store.accounts.get(id.accountId))) await store.accounts.put(anAccount(id.accountId))
  const { tree, clock, told } = filesOn(store, { rules, limits, id })
  const restart = async () => {
    await store.close()
    return tryFiles({ ...options, folder })
  }
  return { tree, store, folder, clock, told, restart }
}

/** The files of one app, on a store that is there. */
export function filesOn(store: Store, { rules, limits, id = thunder }: TryOptions) {
  const clock = { now: testNow }
  const told: HubEvent[] = []
  const events = createEvents((error) => {
    throw error
  })
  events.listen((event) => told.push(event))
  const tree = appTree({
    ...{ store, events, id, rules },
    clock: { read: () => momentAt(clock.now), lastJump: undefined },
    underway: new Map(),
    limits: { ...largeLimits, ...limits },
    presence: createPresence(store, events),
  })
  return { tree, clock, told }
}

/** Puts a text. */
export const put = (tree: FileTree, path: string, text: string | Uint8Array, more = {}) =>
  tree.put(path, upload(text, more))

export const upload = (text: string | Uint8Array, more: Partial<FileUpload> = {}): FileUpload => ({
  ...phone,
  body: Readable.from(text.length > 0 ? [Buffer.from(text)] : []),
  ...more,
})

export const textAt = async (tree: FileTree, path: string): Promise<string> =>
  (await buffer((await tree.open(path)).stream())).toString()

/** What a call was refused with. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'not refused',
    (error) => error.code ?? String(error),
  )

export const idOf = (text: string | Uint8Array): string => hash('sha256', text)

/** The paths below a folder, those of folders with a `/` at their end. */
export async function pathsIn(tree: FileTree, folder = ''): Promise<string[]> {
  const paths: string[] = []
  for (const { path, kind } of await tree.children(folder)) {
    paths.push(kind === 'folder' ? `${path}/` : path)
    if (kind === 'folder') paths.push(...(await pathsIn(tree, path)))
  }
  return paths
}

/** The contents of a file's history, oldest first; marks in brackets. */
export const historyOf = (tree: AppTree, path: string): Promise<string[]> =>
  tree.context.store.slots.read(tree.slotOf(path), async (slot) => {
    const texts: string[] = []
    for (const version of await slot.versions()) {
      const content = await slot.content(version)
      texts.push(version.mark ? `(${version.mark})` : (await buffer(content.stream())).toString())
    }
    return texts
  })

export const inFolder = (folder: string, ...names: readonly string[]) =>
  join(folder, 'slots', thunder.accountId, thunder.app, ...names)
