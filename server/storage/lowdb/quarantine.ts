import { mkdir, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { days } from '../../lib/clock.ts'
import type { StoreProblem } from '../store-problem.ts'
import type { Disk } from './disk.ts'
import type { Damage } from './document.ts'
import type { Layout } from './layout.ts'

export interface Quarantine {
  readonly problems: readonly StoreProblem[]
  readonly damaged: Damage
  /** Sets aside what was not written to its end, so that nobody was promised it. Tells nothing. */
  torn(path: string): Promise<void>
}

const mostKept = { damaged: 1_000, torn: 20 }
const keptFor = { damaged: days(365), torn: days(30) }
const setAsideName = /^(\d+)(-torn)?-/

/** Removes what was set aside long ago, and the oldest of too many. @returns how many are damaged */
export async function tidyQuarantine(disk: Disk, folder: string, now: number): Promise<number> {
  const found = (await disk.list(folder)).flatMap((name) => {
    const [, at, torn] = setAsideName.exec(name) ?? []
    return at
      ? [{ name, at: Number(at), kind: torn ? ('torn' as const) : ('damaged' as const) }]
      : []
  })
  found.sort((a, b) => b.at - a.at)
  const count = { damaged: 0, torn: 0 }
  const gone = found.filter(({ at, kind }) => {
    const isGone = count[kind] >= mostKept[kind] || at < now - keptFor[kind]
    if (!isGone) count[kind] += 1
    return isGone
  })
  const names = gone.map(({ name }) => name)
  if (names.length > 0) await disk.remove(folder, names).catch(() => {})
  return count.damaged
}

/** Sets damaged files aside for a person to look at, and remembers what was wrong. */
export function createQuarantine(
  layout: Layout,
  tell: (problem: StoreProblem) => void = () => {},
): Quarantine {
  const problems: StoreProblem[] = []
  const damaged: Damage = async (path, problem) => {
    const file = relative(layout.root, path)
    if (!problems.some((known) => known.file === file && known.problem === problem)) {
      problems.push({ file, problem })
      tell({ file, problem })
    }
    await setAside(path, '')
  }
  const setAside = async (path: string, mark: string) => {
    const file = relative(layout.root, path)
    // A file that cannot be moved stays where it is: it is passed over all the same.
    await mkdir(layout.quarantine, { mode: 0o700 }).catch(() => {})
    const name = `${Date.now()}${mark}-${file.replaceAll(/[\\/]/g, '_')}`
    await rename(path, join(layout.quarantine, name)).catch(() => {})
  }
  return { problems, damaged, torn: (path) => setAside(path, '-torn') }
}
