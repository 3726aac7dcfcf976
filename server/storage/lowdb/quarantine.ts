import { mkdir, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { StoreProblem } from '../store.ts'
import { codeOf } from './disk.ts'
import type { Damage } from './document.ts'
import type { Layout } from './layout.ts'

/** Sets damaged files aside for a person to look at, and remembers what was wrong. */
export function createQuarantine(layout: Layout, tell: (problem: StoreProblem) => void) {
  const problems: StoreProblem[] = []
  const damaged: Damage = async (path, problem) => {
    const file = relative(layout.root, path)
    const found = { file, problem }
    problems.push(found)
    tell(found)
    await mkdir(layout.quarantine, { recursive: true, mode: 0o700 })
    const name = `${Date.now()}-${file.replaceAll(/[\\/]/g, '_')}`
    await rename(path, join(layout.quarantine, name)).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  }
  return { problems: problems as readonly StoreProblem[], damaged }
}
