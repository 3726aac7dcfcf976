import { mkdir, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/schema'
import { FolderInUseError, type Lock, takeLock } from '../storage/lock.ts'
import { LinkError, problemWith } from './link-error.ts'
import { type Progress, progressSchema } from './progress.ts'
import { replacePrivately } from './write-settings-file.ts'

const text = Type.String({ minLength: 1 })

const linkSchema = Type.Object({
  id: text,
  app: text,
  path: text,
  kind: Type.Enum(['file', 'folder']),
  hub: Type.Union([
    Type.Object({ kind: Type.Literal('this') }),
    Type.Object({
      kind: Type.Literal('other'),
      url: text,
      name: Type.Optional(Type.String()),
      pin: Type.Optional(Type.String()),
    }),
  ]),
  deviceName: text,
  writeBack: Type.Boolean(),
  paused: Type.Boolean(),
  createdAt: Type.Number(),
  accepted: Type.Optional(Type.Array(Type.String())),
  declined: Type.Optional(Type.Array(Type.String())),
  keyId: Type.Optional(text),
  key: text,
})

/** A link as it is kept: with its key. */
export type StoredLink = Static<typeof linkSchema>

const version = 1
const linksSchema = Type.Object({ version: Type.Literal(version), links: Type.Array(linkSchema) })
const progressFileSchema = Type.Object({
  version: Type.Literal(version),
  links: Type.Record(Type.String(), progressSchema),
})

/** Where links are kept. Other programs may change the file as well: a command, while links run. */
export interface LinksFile {
  /**
   * Opens the file. One that is damaged is set aside, and `problem` says so.
   * @throws LinkError where it cannot be read, or is of a newer version
   */
  open(now: number): Promise<{ readonly links: readonly StoredLink[]; readonly problem?: string }>
  /** The links as they are now; undefined where the file is missing or damaged. */
  read(): Promise<readonly StoredLink[] | undefined>
  /** Changes the links as they are by then. @param otherwise what holds where the file has gone */
  change(
    next: (links: readonly StoredLink[]) => readonly StoredLink[],
    otherwise: readonly StoredLink[],
  ): Promise<readonly StoredLink[]>
  /** What was known of each link, by its id; nothing where that was lost. */
  readProgress(): Promise<ReadonlyMap<string, Progress>>
  writeProgress(progress: ReadonlyMap<string, Progress>): Promise<void>
}

export function linksFile(file: string): LinksFile {
  const progressFile = join(dirname(file), `${basename(file, '.json')}-state.json`)

  const write = (links: readonly StoredLink[]) => replacePrivately(file, lines({ version, links }))

  const read = async () => {
    const found = await readDocument(file, linksSchema)
    return found === 'missing' || found === 'damaged' ? undefined : found.links
  }

  return {
    async open(now) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error) => {
        throw problemWith(dirname(file), error)
      })
      const found = await readDocument(file, linksSchema)
      if (found === 'missing') return { links: [] }
      if (found !== 'damaged') return { links: found.links }
      const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`
      await rename(file, aside).catch((error) => {
        throw problemWith(file, error)
      })
      const problem = `The list of linked files is damaged and was set aside as "${aside}". Put it right and back, or link the files again; they and the settings on the hub are as they were.`
      return { links: [], problem }
    },
    read,
    change: (next, otherwise) =>
      withLock(file, async () => {
        const links = next((await read()) ?? otherwise)
        await write(links)
        return links
      }),
    async readProgress() {
      const found = await readDocument(progressFile, progressFileSchema)
      return new Map(typeof found === 'string' ? [] : Object.entries(found.links))
    },
    writeProgress: (progress) =>
      replacePrivately(progressFile, lines({ version, links: Object.fromEntries(progress) })),
  }
}

const lines = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

async function readDocument<T extends TSchema>(
  file: string,
  schema: T,
): Promise<Static<T> | 'missing' | 'damaged'> {
  const content = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw problemWith(file, error)
  })
  if (content === undefined) return 'missing'
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    return 'damaged'
  }
  if (Check(schema, value)) return value as Static<T>
  const { version: written } = (value ?? {}) as { readonly version?: unknown }
  if (typeof written !== 'number' || written <= version) return 'damaged'
  throw new LinkError(`"${file}" was written by a newer program. Update this one.`, 409)
}

/** Runs `work` while no other program changes the file; what a crash left is nobody's. */
async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(`${file}.change`).catch((error) => {
    throw problemWith(file, error)
  })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

async function lockOf(path: string): Promise<Lock> {
  for (;;) {
    const lock = await takeLock(path, () => {}).catch((error) => {
      if (!(error instanceof FolderInUseError)) throw error
    })
    if (lock) return lock
    // A change takes milliseconds.
    await wait(20)
  }
}
