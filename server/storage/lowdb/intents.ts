import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Disk, temporarySuffix } from './disk.ts'
import { type Damage, decodeDocument, encodeDocument } from './document.ts'

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

export function createIntents(
  disk: Disk,
  folder: string,
  damaged: Damage,
  perform: (intent: Intent) => Promise<void>,
): Intents {
  const finish = async (name: string, intent: Intent) => {
    await perform(intent)
    await disk.remove(folder, [name])
  }
  return {
    async carryOut(intent) {
      const name = `${Date.now()}-${randomBytes(4).toString('hex')}.json`
      const bytes = encodeDocument({ document: 'intent', revision: 1, data: intent })
      await disk.makeFolder(folder)
      await disk.create(join(folder, name), bytes)
      await finish(name, intent)
    },
    async resume() {
      const names = (await disk.list(folder)).filter((name) => !name.endsWith(temporarySuffix))
      for (const name of names.sort()) {
        const path = join(folder, name)
        let intent: Intent
        try {
          intent = decodeDocument<Intent>(await disk.read(path), 'intent').data
        } catch (error) {
          // It was never whole on disk, so its work never began.
          await damaged(path, (error as Error).message)
          continue
        }
        await finish(name, intent)
      }
    },
  }
}
