import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Complaint, Report } from './complaints.ts'
import type { AppModule } from './manifest.ts'
import { readModule } from './read-module.ts'

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
 * left out; it never stops the others. Where two modules claim one type, or one name of a file, the
 * first one stands and the second is reported, so a folder of one's own cannot quietly take the
 * place of a built-in one.
 */
export function loadAppModules(parents: readonly string[]): LoadedModules {
  const modules = new Map<string, AppModule>()
  const problems: ModuleProblem[] = []
  const report: Report = (file, problem, field) => {
    problems.push(field === undefined ? { file, problem } : { file, field, problem })
  }
  const claims = new Map<string, string>()
  for (const parent of parents) {
    for (const folder of moduleFolders(parent, report)) {
      const module = readModule(folder, report)
      if (!module) continue
      const complaint = clash(module, modules, claims)
      if (complaint) {
        report(join(folder, 'manifest.json'), complaint.problem, complaint.field)
        continue
      }
      modules.set(module.type, module)
      for (const { name } of claimedNames(module)) claims.set(name, module.folder)
    }
  }
  return { modules, problems }
}

/** What a module claims that one before it has claimed already. */
function clash(
  module: AppModule,
  modules: LoadedModules['modules'],
  claims: ReadonlyMap<string, string>,
): Complaint | undefined {
  const taken = modules.get(module.type)
  if (taken) {
    const problem = `"${module.type}" is already the type of ${taken.folder}: choose another`
    return { field: '/type', problem }
  }
  const claim = claimedNames(module).find(({ name }) => claims.has(name))
  if (!claim) return undefined
  const problem =
    `"${claim.asWritten}" is already the name of a file of ${claims.get(claim.name)}: ` +
    'one name means one app. Put what people may name themselves in angle brackets, as in "<name>.json"'
  return { field: claim.field, problem }
}

/**
 * The names by which the hub knows an app's export. Case means nothing to some systems; and what
 * varies may be called anything. A name without a fixed part claims nothing.
 */
function claimedNames({ export: { fileName, otherFileNames = [] } }: AppModule) {
  const all = [
    { field: '/export/fileName', asWritten: fileName },
    ...otherFileNames.map((asWritten, index) => ({
      field: `/export/otherFileNames/${index}`,
      asWritten,
    })),
  ]
  return all
    .map((one) => ({ ...one, name: one.asWritten.toLowerCase().replaceAll(/<[^<>]*>/g, '<>') }))
    .filter(({ name }) => !/^[<> _.-]*(?:\.[a-z0-9]+)?$/.test(name))
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
