import { mkdir, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { StoreProblem } from '../store.ts'
import type { Damage } from './document.ts'
import type { Layout } from './layout.ts'

export interface Quarantine {
  readonly problems: readonly StoreProblem[]
  readonly damaged: Damage
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
    // A file that cannot be moved stays where it is: it is passed over all the same.
    await mkdir(layout.quarantine, { mode: 0o700 }).catch(() => {})
    const name = `${Date.now()}-${file.replaceAll(/[\\/]/g, '_')}`
    await rename(path, join(layout.quarantine, name)).catch(() => {})
  }
  return { problems, damaged }
}
