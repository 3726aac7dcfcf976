import { watch } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Link } from './link.ts'

/**
 * Tells that something in a folder may have changed, by its name where that is known.
 * @returns a function that ends it @throws
 */
export type WatchFolder = (
  folder: string,
  onChange: (name?: string) => void,
  onLost: () => void,
) => () => void

/** Watches by what the system has for it; network drives may have nothing. */
export const watchFolder: WatchFolder = (folder, onChange, onLost) => {
  const watcher = watch(folder, (_, name) => onChange(name ?? undefined))
  watcher.on('error', () => {
    watcher.close()
    onLost()
  })
  return () => watcher.close()
}

export interface FileWatch {
  /** Watches what is not watched yet: a folder may have come, gone, or become another one. */
  renew(): Promise<void>
  close(): void
}

interface Parts {
  readonly link: Pick<Link, 'path' | 'kind'>
  readonly watchFolder: WatchFolder
  readonly onChange: () => void
}

/** Watches the folders in which the file of a link stands: its name may go to a new file. */
export function createFileWatch({ link, onChange, ...parts }: Parts): FileWatch {
  const watched = new Map<string, { readonly ino: number; readonly end: () => void }>()
  let closed = false

  const end = (folder: string) => {
    watched.get(folder)?.end()
    watched.delete(folder)
  }

  const begin = (folder: string, ino: number, names: readonly string[]) => {
    const told = (name?: string) => {
      // Its neighbours are of no concern.
      if (name === undefined || names.length === 0 || names.includes(name)) onChange()
    }
    try {
      const stop = parts.watchFolder(folder, told, () => watched.delete(folder))
      watched.set(folder, { ino, end: stop })
      // What happened before nobody has told.
      onChange()
    } catch {
      // It is looked at from time to time anyway.
    }
  }

  return {
    async renew() {
      const wanted = await wantedOf(link)
      for (const folder of watched.keys()) if (!wanted.has(folder)) end(folder)
      for (const [folder, names] of wanted) {
        const ino = await stat(folder).then(
          (stats) => stats.ino,
          () => undefined,
        )
        if (closed || watched.get(folder)?.ino === ino) continue
        end(folder)
        if (ino !== undefined) begin(folder, ino, names)
      }
    },
    close() {
      closed = true
      for (const folder of [...watched.keys()]) end(folder)
    },
  }
}

/** The folders to watch, and the names in them; all where there are none. */
async function wantedOf({ path, kind }: Pick<Link, 'path' | 'kind'>) {
  const real = await realpath(path).catch(() => path)
  if (kind === 'folder') return new Map<string, readonly string[]>([[real, []]])
  const own = [basename(path)]
  // Behind a symbolic link the file may change as well.
  return dirname(real) === dirname(path)
    ? new Map([[dirname(path), [...own, basename(real)]]])
    : new Map([
        [dirname(path), own],
        [dirname(real), [basename(real)]],
      ])
}
