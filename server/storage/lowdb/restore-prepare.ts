import { dirname, join } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import { insidePath } from '../../lib/inside.ts'
import { allSlots } from '../all-slots.ts'
import type { PreparedRestore, RestoredFile } from '../for-backup.ts'
import type { Store } from '../store.ts'
import type { StoreProblem } from '../store-problem.ts'
import { DataFolderError } from './data-folder-error.ts'
import type { Disk } from './disk.ts'
import { type Layout, layoutOf } from './layout.ts'
import { noRoom } from './load-slot.ts'
import { readSchema } from './migrations.ts'
import { keptAsFile, restorePlaces } from './restore-swap.ts'

export interface PrepareParts {
  readonly disk: Disk
  readonly layout: Layout
  readonly now: () => number
  /** Opens what was unpacked, as a hub would. */
  readonly open: (folder: string, onProblem: (problem: StoreProblem) => void) => Promise<Store>
}

/**
 * Unpacks the files of a backup beside a data folder and opens them there. Nothing is replaced, and
 * a crash leaves the folder as it is, until `decide`. @throws DataFolderError
 */
export async function prepareRestore(
  parts: PrepareParts,
  files: AsyncIterable<RestoredFile>,
): Promise<PreparedRestore> {
  const { disk, layout, now } = parts
  const { tmp, next } = restorePlaces(layout)
  const discard = () => disk.removeFolder(tmp)
  try {
    await disk.removeFolder(tmp)
    await unpack(disk, tmp, files)
    // Opened as it is, it would be taken for a new folder, and the hub for an empty one.
    if ((await readSchema(disk, layoutOf(tmp))) === undefined) {
      throw refused('The document "hub" is missing.')
    }
    const problems = await check(tmp, parts)
    return {
      problems,
      async decide() {
        const name = `before-restore-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`
        await disk.create(join(tmp, keptAsFile), Buffer.from(name))
        await disk.move(tmp, next)
        return join(layout.backups, name)
      },
      discard,
    }
  } catch (error) {
    await discard().catch(() => {})
    throw error
  }
}

/** So many files share the sync of their folder, unless they are large: they wait in memory. */
const atOnce = 16
const bytesAtOnce = 32 * 1024 ** 2

async function unpack(disk: Disk, folder: string, files: AsyncIterable<RestoredFile>) {
  await disk.makeFolder(folder)
  const made = new Set<string>(['.'])
  const make = async (path: string): Promise<void> => {
    if (made.has(path)) return
    await make(dirname(path))
    await disk.makeFolder(insidePath(folder, path))
    made.add(path)
  }
  const underWay: Promise<void>[] = []
  let bytes = 0
  const settle = async () => {
    bytes = 0
    const results = await Promise.allSettled(underWay.splice(0))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
  try {
    for await (const { path, data } of files) {
      await make(dirname(path))
      const written = disk.create(insidePath(folder, path), data)
      // It is looked at below; until then a failure must not count as one that nobody handles.
      written.catch(() => {})
      underWay.push(written)
      bytes += data.length
      if (underWay.length === atOnce || bytes > bytesAtOnce) await settle()
    }
  } finally {
    await settle()
  }
  // A hub without settings has no file in there, and must not look like one that lost them.
  await make('slots')
}

/** Opens what was unpacked, and every slot of it, as a hub would. @returns what was not sound */
async function check(folder: string, { open }: PrepareParts) {
  const found: StoreProblem[] = []
  const store = await open(folder, (problem) => found.push(problem)).catch((error) => {
    if (!(error instanceof DataFolderError)) throw error
    // The files are gone with the folder they were unpacked to: only what is wrong is of use.
    const [first] = found
    throw refused(first ? `in "${first.file}", ${first.problem}.` : error.message)
  })
  try {
    for await (const id of allSlots(store.slots)) {
      await store.slots.read(id, (slot) => slot.current())
    }
    const { problems } = store.status()
    // A hub sets aside what nobody was promised; here all of it was.
    if (problems.some(({ problem }) => problem === noRoom)) {
      const cause = Object.assign(new Error(noRoom), { code: 'ENOSPC' })
      throw new HubError('disk_full', {}, { cause })
    }
    return problems
  } finally {
    await store.close()
  }
}

const refused = (problem: string) =>
  new DataFolderError(`What is in the backup is not a data folder: ${problem} Nothing was changed.`)
