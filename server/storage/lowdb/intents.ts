import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Intent } from '../intent-schema.ts'
import { type Disk, isTemporary, type Room } from './disk.ts'
import type { Damage } from './document.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'

export interface Intents {
  /** Writes an intent down. @returns its name, to cross it out by */
  write(intent: Intent, room: Room): Promise<string>
  crossOut(names: readonly string[]): Promise<void>
  /** Those that an earlier run left open, in the order in which they were written. */
  open(): Promise<readonly (readonly [name: string, intent: Intent])[]>
}

/** A copy that somebody made of one is not work that was begun. */
const isIntentFile = (name: string) => /^\d+-[\da-f]{8}\.json$/.test(name)

export function createIntents(disk: Disk, folder: string, damaged: Damage): Intents {
  let lastAt = 0
  return {
    async write(intent, room) {
      // The names are in order, even while the clock is set back.
      lastAt = Math.max(Date.now(), lastAt + 1)
      const name = `${lastAt}-${randomBytes(4).toString('hex')}.json`
      const bytes = encodeDocument({ document: 'intent', revision: 1, data: intent })
      await disk.makeFolder(folder)
      await disk.replace([join(folder, name)], bytes, room)
      return name
    },
    crossOut: (names) => disk.remove(folder, names),
    async open() {
      const names = await disk.list(folder)
      const leftOver = names.filter(isTemporary)
      if (leftOver.length > 0) await disk.remove(folder, leftOver)
      const found: [string, Intent][] = []
      for (const name of names.filter(isIntentFile).sort()) {
        const intent = await read(join(folder, name))
        if (intent) found.push([name, intent])
      }
      return found
    },
  }

  async function read(path: string): Promise<Intent | undefined> {
    const bytes = await disk.read(path)
    try {
      return bytes && decodeDocument<Intent>(bytes, 'intent').data
    } catch (error) {
      // It was whole before its work began, so it was damaged since; what it was for is lost.
      await damaged(path, (error as Error).message)
      return undefined
    }
  }
}
