import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { memoryFolder } from '../memory-folder.ts'
import { spread } from '../scale.ts'
import { type Cut, DiskStates, type FolderNode } from './disk-states.ts'
import type { Trace } from './events.ts'
import { isBackupLost, whatIsLost } from './expectation.ts'
import type { Mutant } from './mutants.ts'
import { backupFile, dataFolder } from './schema.ts'

/** Stands between a program and node:fs. */
export const watched = pathToFileURL(join(import.meta.dirname, '../calls.ts')).href

/**
 * Runs the workload in a process of its own.
 * @param variant another number, another workload
 * @param wrap a command to run it under
 */
export async function record(
  mutant: Mutant,
  variant: number,
  wrap: readonly string[] = [],
): Promise<Trace> {
  const folder = await memoryFolder()
  const file = join(folder, 'trace.json')
  const workload = join(import.meta.dirname, 'workload.ts')
  const node = [process.execPath, '--import', watched, workload]
  const [command = '', ...rest] = [
    ...wrap,
    ...node,
    join(folder, 'root'),
    file,
    mutant,
    String(variant),
  ]
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
  await promisify(execFile)(command, rest, { env, timeout: 30_000, killSignal: 'SIGKILL' })
  return JSON.parse(await readFile(file, 'utf8')) as Trace
}

/** Every way in which the power could have failed, in an order that soon touches all of the trace. */
export function cutsOf({ events }: Trace): Cut[] {
  const entries = ['none', 'half', 'all'] as const
  const data = ['none', 'half', 'zeros', 'all'] as const
  const cuts = Array.from({ length: events.length + 1 }, (_, at) =>
    entries.flatMap((entry) => data.map((part): Cut => ({ at, entries: entry, data: part }))),
  ).flat()
  return [...spread(cuts.length)].map((index) => cuts[index] as Cut)
}

export interface Loss {
  readonly cut: Cut
  readonly lost: readonly string[]
}

export interface SearchOptions {
  /** How many different disks to try. */
  readonly states: number
  /** Ends the search at the first loss. */
  readonly stop?: boolean
  /** Told from time to time how many were tried since, and how many of them had lost something. */
  readonly tell?: (tried: number, lost: number) => void
}

const tellEvery = 200

/** Makes the disk states of a trace, opens each and looks for what was promised. */
export async function search(trace: Trace, { states, stop, tell }: SearchOptions) {
  const disk = new DiskStates(trace)
  const base = await memoryFolder()
  const losses: Loss[] = []
  const seen = new Set<string>()
  let [tried, told] = [0, 0]
  for (const cut of cutsOf(trace)) {
    if (tried === states || (stop && losses.length > 0)) break
    const { tree, contents } = disk.at(cut)
    const answers = disk.events.slice(0, cut.at).filter(({ kind }) => kind === 'answered').length
    const key = `${answers} ${describe(tree, contents)}`
    if (seen.has(key)) continue
    seen.add(key)
    tried += 1
    const root = join(base, String(tried))
    await write(root, tree, contents)
    const past = disk.events.slice(0, cut.at)
    const lost = await whatIsLost(dataFolder(root), past).catch((error: Error) => [
      `it does not open: ${error.message}`,
    ])
    if (await isBackupLost(backupFile(root), past)) lost.push('the backup')
    if (lost.length > 0) losses.push({ cut, lost })
    await rm(root, { recursive: true })
    if (tried % tellEvery > 0) continue
    tell?.(tellEvery, losses.length - told)
    told = losses.length
  }
  return { tried, losses }
}

function describe({ entries }: FolderNode, contents: ReadonlyMap<number, Buffer>): string {
  const parts = [...entries].map(([name, node]) =>
    'entries' in node
      ? `${name}(${describe(node, contents)})`
      : `${name}=${node.file}.${contents.get(node.file)?.length ?? 0}.${contents.get(node.file)?.at(-1)}`,
  )
  return parts.sort().join()
}

async function write(path: string, { entries }: FolderNode, contents: ReadonlyMap<number, Buffer>) {
  await mkdir(path)
  for (const [name, node] of entries) {
    if ('entries' in node) await write(join(path, name), node, contents)
    else await writeFile(join(path, name), contents.get(node.file) ?? '')
  }
}
