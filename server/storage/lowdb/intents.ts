import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Disk, isTemporary } from './disk.ts'
import type { Damage } from './document.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'

/**
 * Work that spans several files. It is written down before its first step and crossed out after
 * its last one; at boot what still stands there is done again, so each step must be repeatable.
 */
export type Intent = { readonly kind: 'remove-account'; readonly accountId: string }

export interface Intents {
  /** Does the work, also if the hub is stopped in the middle of it. */
  carryOut(intent: Intent): Promise<void>
  /** Does what an earlier run left open. */
  resume(): Promise<void>
}

export interface IntentSteps {
  /** The one change that makes it so. Where it fails, nothing has happened. */
  decide(intent: Intent): Promise<void>
  /** What follows from it. */
  finish(intent: Intent): Promise<void>
}

/** A copy that somebody made of one is not work that was begun. */
const isIntentFile = (name: string) => /^\d+-[\da-f]{8}\.json$/.test(name)

export function createIntents(
  disk: Disk,
  folder: string,
  damaged: Damage,
  steps: IntentSteps,
): Intents {
  const crossOut = (name: string) => disk.remove(folder, [name])
  return {
    async carryOut(intent) {
      const name = `${Date.now()}-${randomBytes(4).toString('hex')}.json`
      const bytes = encodeDocument({ document: 'intent', revision: 1, data: intent })
      await disk.makeFolder(folder)
      await disk.replace([join(folder, name)], bytes, 'reserved')
      try {
        await steps.decide(intent)
      } catch (error) {
        await crossOut(name).catch(() => {})
        throw error
      }
      await steps.finish(intent)
      await crossOut(name)
    },
    async resume() {
      const names = await disk.list(folder)
      const leftOver = names.filter(isTemporary)
      if (leftOver.length > 0) await disk.remove(folder, leftOver)
      for (const name of names.filter(isIntentFile).sort()) {
        const intent = await read(join(folder, name))
        if (!intent) continue
        await steps.decide(intent)
        await steps.finish(intent)
        await crossOut(name)
      }
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
