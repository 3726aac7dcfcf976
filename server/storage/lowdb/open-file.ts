import { closeSync, fsync, open, openSync, write } from 'node:fs'
import { promisify } from 'node:util'

const openLater = promisify(open)
const writeLater = promisify(write)
const syncLater = promisify(fsync)

/*
 * What may wait for the disk is handed to another thread, and each such trip costs the main one
 * about 20 µs: with seven of them they were half of a durable write. Opening a folder and closing
 * what is synced wait for nothing, so that is done on the spot.
 */

/** An open file or folder. */
export interface OpenFile {
  sync(): Promise<void>
  close(): void
}

export interface NewFile extends OpenFile {
  write(data: Uint8Array): Promise<void>
}

/** Makes a file; fails if there is one. */
export async function openNew(path: string, mode: number): Promise<NewFile> {
  const file = await openLater(path, 'wx', mode)
  return {
    async write(data) {
      for (let at = 0; at < data.length; ) at += (await writeLater(file, data, at)).bytesWritten
    },
    sync: () => syncLater(file),
    close: () => closeQuietly(file),
  }
}

/** Opens a file or folder to sync it. */
export function openThere(path: string): OpenFile {
  const file = openSync(path, 'r')
  return { sync: () => syncLater(file), close: () => closeQuietly(file) }
}

/** What is synced is safe; what is not has failed already. */
function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch {}
}
