import { randomFillSync } from 'node:crypto'
import { rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openNew } from './open-file.ts'

/** Room that is held for what must work on a full disk, such as revoking a key. */
export interface Reserve {
  /** Takes the room, if there is enough; does nothing where it is taken already. */
  fill(): Promise<void>
  /** Gives the room back. @returns whether there was any */
  release(): Promise<boolean>
}

const mostBytes = 2 * 1024 * 1024
/** The reserve never takes more than this part of what is free. */
const part = 8
const leastBytes = 32 * 1024

/** Never fails: without a reserve all works as long as there is room. */
export function createReserve(path: string): Reserve {
  return {
    async fill() {
      try {
        if (await isThere(path)) return
        const { bavail, bsize } = await statfs(dirname(path))
        const size = Math.min(mostBytes, Math.floor((bavail * bsize) / part))
        if (size < leastBytes) return
        // Zeros take no room where a file system packs them.
        const file = await openNew(path, 0o600)
        await file.write(randomFillSync(Buffer.alloc(size))).finally(() => file.close())
      } catch {
        await rm(path, { force: true }).catch(() => {})
      }
    },
    async release() {
      if (!(await isThere(path))) return false
      return rm(path, { force: true }).then(
        () => true,
        () => false,
      )
    },
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
