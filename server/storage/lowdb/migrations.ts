import { join } from 'node:path'
import { DataFolderError } from './data-folder-error.ts'
import type { Disk } from './disk.ts'
import { copiesOf, newestOf } from './document.ts'
import {
  type DocumentFile,
  decodeAnySchema,
  decodeDocument,
  encodeDocument,
} from './document-file.ts'
import type { Layout } from './layout.ts'

export { DataFolderError } from './data-folder-error.ts'

/** One step from a schema to the next, worked out on a copy of the documents. */
export interface Migration {
  /** The schema that it makes of the one before. */
  readonly to: number
  /** What changes, for the log. */
  readonly summary: string
  /** Rewrites the documents in `db`, all of them sound copies of the data. */
  run(db: DocumentFolder): Promise<void>
}

/** The documents of a folder, by name. */
export interface DocumentFolder {
  read<T>(name: string): Promise<T>
  write(name: string, data: unknown): Promise<void>
}

/** Every migration, in order. Each has a data folder of its old schema in tests/fixtures/. */
export const migrations: readonly Migration[] = [
  {
    to: 2,
    summary: 'adds how people sign in, and what the owner has chosen',
    async run(db) {
      for (const name of ['sign-ins', 'sessions', 'invites', 'settings']) await db.write(name, {})
    },
  },
  {
    to: 3,
    summary: 'lets apps keep files beside their settings',
    // Files stand in folders of their own, which an earlier hub would leave out of its backups.
    async run() {},
  },
]

/** What was done to a folder of an earlier schema. */
export interface Migrated {
  readonly from: number
  readonly to: number
  /** What changed, step by step. */
  readonly steps: readonly string[]
  /** The folder that holds the documents as they were. */
  readonly kept: string
}

/** What a program knows of schemas: the one it writes, and how to get there. */
export interface Schema {
  readonly version: number
  readonly migrations: readonly Migration[]
}

/** The schema of a data folder; undefined for one that is new. Changes nothing. */
export async function readSchema(disk: Disk, layout: Layout): Promise<number | undefined> {
  // Between the two renames of a migration the documents stand beside their place.
  for (const db of [layout.db, layout.nextDb]) {
    const { newest, problem } = await readSound<{ schema: number }>(disk, db, 'hub')
    const schema = newest?.data?.schema
    if (Number.isInteger(schema)) return schema
    if (!newest && !problem) continue
    const reason = problem?.message ?? 'its field "/schema" must be integer'
    throw new DataFolderError(
      `${join(db, 'hub.json')} and its copy cannot be used: ${reason}. Put back hub.json ` +
        'from a backup; the hub does not start with an empty one.',
    )
  }
  return undefined
}

/**
 * Brings the documents to the present schema: on a copy beside them, which is checked and then
 * takes their place in two renames. The old documents stay in `backups/`.
 */
export async function migrate(
  disk: Disk,
  layout: Layout,
  from: number,
  to: Schema,
): Promise<Migrated> {
  await disk.removeFolder(layout.nextDb)
  await disk.makeFolder(layout.nextDb)
  const old = documentFolder(disk, layout.db)
  const revisions = new Map<string, number>()
  const next = documentFolder(disk, layout.nextDb, decodeAnySchema, revisions)
  for (const name of await documentsIn(disk, layout.db)) {
    if (dispensable.has(name)) continue
    // An intent that an earlier run left open goes by the revisions that it has found.
    revisions.set(name, await old.revision(name))
    await next.write(name, await old.read(name))
  }
  const steps: string[] = []
  for (let schema = from; schema < to.version; schema += 1) {
    const step = to.migrations.find((one) => one.to === schema + 1)
    if (!step) throw new DataFolderError(`There is no migration from schema ${schema}.`)
    await step.run(next)
    steps.push(step.summary)
    await next.write('hub', { ...(await next.read<object>('hub')), schema: schema + 1 })
  }
  await check(disk, layout, to.version)
  await disk.makeFolder(layout.backups)
  const kept = join(layout.backups, `db-schema-${from}-${Date.now()}`)
  await disk.move(layout.db, kept)
  await disk.move(layout.nextDb, layout.db)
  return { from, to: to.version, steps, kept }
}

/** Reads back from the disk what will take the place of the documents. */
async function check(disk: Disk, layout: Layout, version: number): Promise<void> {
  const written = documentFolder(disk, layout.nextDb, decodeDocument)
  for (const name of await documentsIn(disk, layout.nextDb)) await written.read(name)
  const { schema } = await written.read<{ schema: number }>('hub')
  if (schema !== version) throw new DataFolderError(`The migration ended at schema ${schema}.`)
}

/** A crash between the two renames left no documents, but their migrated copy, whole. */
export async function finishMigration(disk: Disk, layout: Layout): Promise<void> {
  if (!(await disk.exists(layout.nextDb))) return
  if (await disk.exists(layout.db)) await disk.removeFolder(layout.nextDb)
  else await disk.move(layout.nextDb, layout.db)
}

/** Documents that the hub does as well without; a damaged one must not stop a migration. */
const dispensable = new Set(['seen'])

/** The names of the documents in a folder, be it one copy of them that is there or both. */
async function documentsIn(disk: Disk, folder: string): Promise<Set<string>> {
  const files = (await disk.list(folder)).map((name) => /^(.+)\.json(\.copy)?$/.exec(name)?.[1])
  return new Set(files.filter((name) => name !== undefined))
}

function documentFolder(
  disk: Disk,
  folder: string,
  decode: typeof decodeDocument = decodeAnySchema,
  revisions: ReadonlyMap<string, number> = new Map(),
): DocumentFolder & { revision(name: string): Promise<number> } {
  return {
    revision: async (name) => (await readSound(disk, folder, name, decode)).newest?.revision ?? 0,
    async read<T>(name: string) {
      const { newest, problem } = await readSound<T>(disk, folder, name, decode)
      if (newest) return newest.data
      throw new DataFolderError(
        `The document "${name}" in ${folder} is ${problem ? `damaged: ${problem.message}` : 'missing'}. ` +
          `Put back ${name}.json from a backup; nothing was changed.`,
      )
    },
    async write(name, data) {
      const revision = revisions.get(name) ?? 1
      const bytes = encodeDocument({ document: name, revision, data })
      await disk.replace(copiesOf(join(folder, `${name}.json`), 2), bytes)
    },
  }
}

/** The newest sound copy of a document, or what is wrong with it. */
async function readSound<T>(
  disk: Disk,
  folder: string,
  name: string,
  decode: typeof decodeDocument = decodeAnySchema,
) {
  let problem: Error | undefined
  const sound: DocumentFile<T>[] = []
  for (const path of copiesOf(join(folder, `${name}.json`), 2)) {
    const bytes = await disk.read(path)
    try {
      if (bytes) sound.push(decode<T>(bytes, name))
    } catch (error) {
      problem ??= error as Error
    }
  }
  return { newest: newestOf(sound), problem }
}
