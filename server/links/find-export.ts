import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Baseline } from './baseline.ts'
import { type ExportForm, isExportName, isLikeExport } from './exports.ts'
import type { Link } from './link.ts'
import { LinkError } from './link-error.ts'
import { readSettingsFile, stateOf } from './read-settings-file.ts'

/** A file that may be an export. */
export interface FoundFile {
  readonly path: string
  readonly name: string
  readonly stats: Stats
}

/** What a look into a folder gives. */
export interface FoundExport {
  /** The export that is to be looked at: the newest, unless it is older than the last one. */
  readonly file?: FoundFile
  /** The name of a newer file that ends as the exports do, but is none. */
  readonly stray?: string
}

/** Finds the newest export in the folder of a link, by name or by content. */
export type FindExport = (baseline: Baseline) => Promise<FoundExport>

/** So many files of unknown names are read at one look, and so large they may be. */
const maxReads = 20
const maxReadBytes = 16 * 1024 ** 2

export function createFindExport(
  link: Pick<Link, 'app' | 'path' | 'declined' | 'createdAt'>,
  form: ExportForm,
  own: string,
): FindExport {
  const { app, path: folder, declined = [], createdAt } = link
  /** What unknown files were found to be, by their state. */
  let looked = new Map<string, boolean>()
  /** Those that fitted nothing at the last look, by their state: one may still be written. */
  let strays = new Set<string>()

  const isExportByContent = async (
    { path, name, stats }: FoundFile,
    reads: Map<string, boolean>,
  ) => {
    if (!form.hasShape || !isLikeExport(name, form) || stats.size > maxReadBytes) return false
    const key = keyOf({ name, stats })
    const before = looked.get(key)
    if (before === undefined && reads.size >= maxReads) return false
    const found = before ?? (await isOf(path))
    reads.set(key, found)
    return found
  }

  const isOf = (path: string) =>
    readSettingsFile(path).then(
      ({ text }) => form.looksOf(text) === app,
      () => false,
    )

  return async ({ fileName, fileSavedAt = Number.NEGATIVE_INFINITY, ownState }) => {
    const reads = new Map<string, boolean>()
    const strayNow = new Set<string>()
    let stray: string | undefined
    const done = (file?: FoundFile): FoundExport => {
      looked = reads
      strays = strayNow
      return { ...(file && { file }), ...(stray !== undefined && { stray }) }
    }
    const isNewer = ({ stats }: FoundFile) => stats.mtimeMs > fileSavedAt
    for (const file of await newestFirst(
      folder,
      (name) => name === own || isExportName(name, form) || isLikeExport(name, form),
    )) {
      const { name, stats } = file
      const state = stateOf(stats)
      if (declined.includes(state)) continue
      // What the link wrote itself counts only once somebody else has changed it.
      const isExport = name === own ? state !== ownState : isExportName(name, form)
      const isNamed = isExport || name === own
      if (isExport || (!isNamed && isNewer(file) && (await isExportByContent(file, reads)))) {
        return done(name === fileName || isNewer(file) ? file : undefined)
      }
      if (isNamed || !isNewer(file) || stats.mtimeMs <= createdAt) continue
      if (strays.has(keyOf(file))) stray ??= name
      strayNow.add(keyOf(file))
    }
    return done()
  }
}

const keyOf = ({ name, stats }: Pick<FoundFile, 'name' | 'stats'>) => `${name}:${stateOf(stats)}`

/** The files of a folder whose names fit. Links to files count as files. */
async function newestFirst(
  folder: string,
  isOfConcern: (name: string) => boolean,
): Promise<FoundFile[]> {
  const isFolder = await stat(folder).then((stats) => stats.isDirectory(), unlessMissing)
  if (isFolder === false) throw new LinkError(`"${folder}" is not a folder.`, 409)
  if (!isFolder) return []
  const names = (await readdir(folder)).filter(isOfConcern)
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      // It may have gone since.
      const stats = await stat(path).catch(() => undefined)
      return stats?.isFile() ? [{ path, name, stats }] : []
    }),
  )
  return found
    .flat()
    .sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs || (a.name < b.name ? 1 : -1))
}

export function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
