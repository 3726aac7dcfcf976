import { inside } from '../../lib/inside.ts'
import type { Disk } from './disk.ts'

/** A few small files that are kept as they are, beside the documents, such as the key of HTTPS. */
export interface KeptFiles {
  /** The bytes of a file; undefined where there is none. */
  read(name: string): Promise<Buffer | undefined>
  /** Replaces a file, durably; only the user of the hub can read it. */
  write(name: string, data: Uint8Array): Promise<void>
}

export const keptFiles = (disk: Disk, folder: string): KeptFiles => ({
  read: (name) => disk.read(inside(folder, name)),
  async write(name, data) {
    await disk.makeFolder(folder)
    await disk.replace([inside(folder, name)], data)
  },
})
