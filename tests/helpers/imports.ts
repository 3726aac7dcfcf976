import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** The folder of the whole project. */
export const root = resolve(import.meta.dirname, '../..')

/** One import of one file, both as paths within the project; a package stays its name. */
export interface Import {
  readonly from: string
  readonly to: string
  /** Only types: nothing of it is there when the program runs. */
  readonly typeOnly: boolean
}

export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

/** Every source file below a folder of the project, with what it imports. */
export function sourceFiles(folder: string): SourceFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

const statement =
  /^(?:import|export)\s+(?<type>type\s)?(?<names>[^'";]*?)\bfrom\s+'(?<source>[^']+)'|^import\s+'(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm

function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(statement)].map(({ groups = {} }) => {
    const { type, names = '', source, bare, dynamic } = groups
    const target = source ?? bare ?? dynamic ?? ''
    const isPath = target.startsWith('.')
    return {
      from: path,
      to: isPath ? relative(root, join(root, path, '..', target)).replaceAll('\\', '/') : target,
      typeOnly: type !== undefined || onlyTypes(names),
    }
  })
}

/** `{ type A, type B }` brings in nothing but types. */
function onlyTypes(names: string): boolean {
  const list = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1]
  const parts =
    list
      ?.split(',')
      .map((one) => one.trim())
      .filter(Boolean) ?? []
  return parts.length > 0 && parts.every((one) => one.startsWith('type '))
}
