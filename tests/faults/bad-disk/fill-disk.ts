import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Takes the last byte of a disk, by a file of its own: `rest`. */
export function fillDisk(disk: string): void {
  for (let size = 512 * 1024; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(join(disk, 'rest'), Buffer.alloc(size), { flag: 'a' })
    } catch {
      // A smaller piece may still fit.
    }
  }
}
