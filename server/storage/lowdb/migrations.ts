import { cp, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, type Disk } from './disk.ts'
import { decodeDocument, encodeDocument } from './document.ts'
import { type Layout, schemaVersion } from './layout.ts'

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
export const migrations: readonly Migration[] = []

/** The schema of a data folder; undefined for one that is new. Changes nothing. */
export async function readSchema(db: string): Promise<number | undefined> {
  let firstProblem: Error | undefined
  for (const name of ['hub.json', 'hub.json.copy']) {
    try {
      const bytes = await readFile(join(db, name))
      return decodeDocument<{ schema: number }>(bytes, 'hub').data.schema
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') firstProblem ??= error as Error
    }
  }
  if (firstProblem) {
    throw new DataFolderError(
      `${join(db, 'hub.json')} and its copy cannot be used: ${firstProblem.message}. Put back ` +
        'hub.json from a backup; the hub does not start with an empty one.',
    )
  }
  return undefined
}

/** The data folder is in a state in which the hub must not start; the message says what to do. */
export class DataFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataFolderError'
  }
}

const nextName = 'db.next'

/**
 * Brings the documents to the present schema: on a copy beside them, which is checked and then
 * takes their place in two renames. The old documents stay in `backups/`.
 */
export async function migrate(
  disk: Disk,
  layout: Layout,
  from: number,
  steps: readonly Migration[] = migrations,
  target = schemaVersion,
): Promise<void> {
  const next = join(layout.root, nextName)
  await rm(next, { recursive: true, force: true })
  await cp(layout.db, next, { recursive: true })
  const folder = documentFolder(disk, next)
  for (let schema = from; schema < target; schema += 1) {
    const step = steps.find(({ to }) => to === schema + 1)
    if (!step) throw new DataFolderError(`There is no migration from schema ${schema}.`)
    await step.run(folder)
    const hub = await folder.read<object>('hub')
    await folder.write('hub', { ...hub, schema: schema + 1 })
  }
  await disk.makeFolder(layout.backups)
  await disk.move(layout.db, join(layout.backups, `db-schema-${from}-${Date.now()}`))
  await disk.move(next, layout.db)
}

/** A crash between the two renames left no documents, but their migrated copy, whole. */
export async function finishMigration(disk: Disk, layout: Layout): Promise<void> {
  const next = join(layout.root, nextName)
  const [hasDb, hasNext] = await Promise.all([exists(layout.db), exists(next)])
  if (!hasNext) return
  if (hasDb) await disk.removeFolder(next)
  else await disk.move(next, layout.db)
}

function documentFolder(disk: Disk, folder: string): DocumentFolder {
  const revisions = new Map<string, number>()
  return {
    async read<T>(name: string) {
      let problem: unknown
      for (const file of [`${name}.json`, `${name}.json.copy`]) {
        try {
          const found = decodeDocument<T>(await disk.read(join(folder, file)), name)
          revisions.set(name, Math.max(found.revision, revisions.get(name) ?? 0))
          return found.data
        } catch (error) {
          problem ??= error
        }
      }
      throw new DataFolderError(`The document "${name}" cannot be read.`, { cause: problem })
    },
    async write(name, data) {
      const revision = (revisions.get(name) ?? 0) + 1
      revisions.set(name, revision)
      const bytes = encodeDocument({ document: name, revision, data })
      await disk.replace(join(folder, `${name}.json`), bytes)
      await disk.replace(join(folder, `${name}.json.copy`), bytes)
    },
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
