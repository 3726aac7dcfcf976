import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What a link has to know of the export of its app. */
export interface ExportForm {
  readonly format: 'json' | 'text'
  /** The name that the app gives the file; what varies stands in angle brackets. Any, if missing. */
  readonly fileName?: string
}

/** A file in a folder that an app exports to. */
export interface FoundFile {
  readonly path: string
  readonly name: string
  readonly stats: Stats
}

/** What programs leave while they are still writing, and what this one keeps as a backup. */
const unfinished = /^[.~]|[~]$|\.(tmp|temp|part|partial|crdownload|download|bak|swp)$/i

/** Whether a file of this name is an export: browsers add a count such as ` (1)` to a taken name. */
export function isExportName(name: string, { fileName }: ExportForm): boolean {
  if (unfinished.test(name)) return false
  if (fileName === undefined) return true
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.<>]*)?$/s.exec(fileName) ?? []
  const pattern = stem
    .split(/<[^<>]*>/)
    .map((part) => literally(part))
    .join('.+')
  return new RegExp(`^${pattern}( ?\\(\\d+\\))?${literally(ending)}$`, 'is').test(name)
}

const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** The name of the file that newer settings of others are written to, beside the exports. */
export function ownName(app: string, { fileName, format }: ExportForm): string {
  const name = fileName ?? `${app}.${format === 'json' ? 'json' : 'txt'}`
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.<>]*)?$/s.exec(name) ?? []
  return `${stem.replaceAll(/[-_ ]?<[^<>]*>/g, '') || app}-from-hub${ending}`
}

/** The exports in a folder, the newest first. Links to files count as files. */
export async function exportsIn(folder: string, form: ExportForm): Promise<FoundFile[]> {
  const names = (await readdir(folder)).filter((name) => isExportName(name, form))
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
