import { randomUUID } from 'node:crypto'
import type { ChosenFile } from '../bridge.ts'

/** What the person has chosen in the system's dialog: only such paths does the window name. */
export interface Choices {
  add(path: string, kind: 'file' | 'folder'): ChosenFile
  /** @throws Error for a choice that was never made, or long ago */
  get(choice: string): { readonly path: string; readonly kind: 'file' | 'folder' }
}

/** A person who changes their mind so often begins again. */
const most = 20

export function createChoices(): Choices {
  const made = new Map<string, { path: string; kind: 'file' | 'folder' }>()
  return {
    add(path, kind) {
      const choice = randomUUID()
      made.set(choice, { path, kind })
      for (const old of [...made.keys()].slice(0, -most)) made.delete(old)
      return { choice, path }
    },
    get(choice) {
      const found = made.get(choice)
      if (!found) throw new Error('Choose the file again.')
      return found
    },
  }
}
