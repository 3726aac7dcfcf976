import { isUtf8 } from 'node:buffer'
import type { Stats } from 'node:fs'
import { constants, open } from 'node:fs/promises'
import { sizeText } from '../lib/config-values.ts'
import { LinkError, problemWith } from './link-error.ts'

/** A file that an app has exported, and when it was last changed. */
export interface SettingsFile {
  readonly text: string
  readonly savedAt: Date
}

/** What was read, and the state of the file that it was read in. */
export interface ReadFile extends SettingsFile {
  readonly stats: Stats
}

/** More than any hub is likely to take; what is larger is not even read. */
const maxBytes = 64 * 1024 ** 2

/** Names the state of a file: it changes with the file, but for backups, which are other names of it. */
export const stateOf = ({ ino, size, mtimeMs }: Stats): string => `${ino}:${size}:${mtimeMs}`

/** @throws LinkError where it cannot be read, or is no text */
export async function readSettingsFile(file: string): Promise<ReadFile> {
  // A pipe would otherwise keep its reader waiting for ever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
  const { bytes, stats } = await open(file, flags)
    .then(async (handle) => {
      try {
        const before = await handle.stat()
        refuseUnfit(file, before)
        const bytes = await handle.readFile()
        return { bytes, stats: await handle.stat() }
      } finally {
        await handle.close()
      }
    })
    .catch((error) => {
      throw problemWith(file, error)
    })
  if (!isUtf8(bytes)) {
    throw new LinkError(`"${file}" is not UTF-8 text, and settings must be text.`, 400)
  }
  return { text: bytes.toString(), savedAt: stats.mtime, stats }
}

/** @throws LinkError for what is no file, or too large for any hub */
export function refuseUnfit(file: string, stats: Stats): void {
  if (stats.isDirectory()) throw new LinkError(`"${file}" cannot be used (EISDIR).`, 409)
  if (!stats.isFile()) throw new LinkError(`"${file}" is not a file that holds settings.`, 409)
  if (stats.size > maxBytes) {
    throw new LinkError(`"${file}" is larger than any hub takes (${sizeText(maxBytes)}).`, 400)
  }
}
