import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AppModule } from './manifest.ts'
import { type Report, readModule } from './read-module.ts'

/** The folder that holds the modules that come with the hub. */
export const builtInModules = import.meta.dirname

/** Whether a module comes with the hub. The types of others are names that a person has chosen. */
export const isBuiltIn = ({ folder }: Pick<AppModule, 'folder'>): boolean =>
  dirname(folder) === builtInModules

/** What is wrong with one file or folder, in words for the person who wrote it. */
export interface ModuleProblem {
  readonly file: string
  /** The JSON Pointer of the field, where one field is to blame. */
  readonly field?: string
  readonly problem: string
}

/** What a set of module folders holds: the sound modules by type, and the problems of the others. */
export interface LoadedModules {
  readonly modules: ReadonlyMap<string, AppModule>
  readonly problems: readonly ModuleProblem[]
}

/**
 * Reads and checks every module folder below `parents`, in order. A broken module is reported and
 * left out; it never stops the others. Where two modules claim one type, the first one stands and
 * the second is reported, so a folder of one's own cannot quietly take the place of a built-in one.
 */
export function loadAppModules(parents: readonly string[]): LoadedModules {
  const modules = new Map<string, AppModule>()
  const problems: ModuleProblem[] = []
  const report: Report = (file, problem, field) => {
    problems.push(field === undefined ? { file, problem } : { file, field, problem })
  }
  for (const parent of parents) {
    for (const folder of moduleFolders(parent, report)) {
      const module = readModule(folder, report)
      if (!module) continue
      const taken = modules.get(module.type)
      if (taken) {
        const problem = `"${module.type}" is already the type of ${taken.folder}: choose another`
        report(join(folder, 'manifest.json'), problem, '/type')
      } else {
        modules.set(module.type, module)
      }
    }
  }
  return { modules, problems }
}

function moduleFolders(parent: string, report: Report): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => join(parent, name))
      .filter((path) => isFolder(path, report))
  } catch (error) {
    report(
      parent,
      `the folder of modules cannot be read (${(error as NodeJS.ErrnoException).code})`,
    )
    return []
  }
}

/** Follows links, so that a module may live elsewhere and be linked into the folder. */
function isFolder(path: string, report: Report): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    report(path, `the link leads nowhere (${(error as NodeJS.ErrnoException).code})`)
    return false
  }
}
