import { type OpenFile, openThere } from './open-file.ts'

interface Syncable {
  sync(): Promise<void>
}

/** The two calls that make things durable, apart so that a test can take them away. */
export interface Syncs {
  file(handle: Syncable, path: string): Promise<void>
  folder(path: string, handle: Syncable): Promise<void>
}

export const realSyncs: Syncs = {
  file: (handle) => handle.sync(),
  async folder(_, handle) {
    try {
      await handle.sync()
    } catch (error) {
      if (!unsupported.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  },
}

/** Some file systems, such as those of shared folders, have no sync of a folder to offer. */
const unsupported = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Opens a folder to sync it. Windows has no such sync: NTFS keeps its entries in a journal. */
export function openFolder(path: string): OpenFile {
  if (process.platform === 'win32') return { sync: async () => {}, close: () => {} }
  return openThere(path)
}
