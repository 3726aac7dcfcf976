import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFile,
  link,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RefusedError } from './refused-error.ts'

/** A file that an app has exported, and when it was last changed. */
export interface SettingsFile {
  readonly text: string
  readonly savedAt: Date
}

/** @throws RefusedError where it cannot be read, or is no text */
export async function readSettingsFile(file: string): Promise<SettingsFile> {
  const bytes = await readFile(file).catch((error) => {
    throw problemWith(file, error)
  })
  if (!isUtf8(bytes)) {
    throw new RefusedError(`"${file}" is not UTF-8 text, and settings must be text.`, 400)
  }
  const { mtime } = await stat(file)
  return { text: bytes.toString(), savedAt: mtime }
}

export interface Written {
  /** False where the file already held the same. */
  readonly changed: boolean
  /** Where the file that was there before is kept. */
  readonly backup?: string
}

/**
 * Puts settings into a file: all of them or, whatever happens, none. What was there before is kept
 * beside. The file gets the stamp of the settings, so that sending it again changes nothing.
 */
export async function writeSettingsFile(
  name: string,
  { text, savedAt }: SettingsFile,
): Promise<Written> {
  // Behind a symbolic link stands the file that is meant.
  const file = await realpath(name).catch(() => name)
  try {
    const before = await readFile(file).catch(unlessMissing)
    if (before?.equals(Buffer.from(text))) return { changed: false }
    const mode = before ? (await stat(file)).mode & 0o777 : 0o600
    const fresh = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
    try {
      await writeSynced(fresh, text, mode, savedAt)
      const backup = before && (await keepBeside(file))
      await rename(fresh, file)
      return { changed: true, ...(backup && { backup }) }
    } finally {
      await rm(fresh, { force: true })
    }
  } catch (error) {
    throw problemWith(name, error)
  }
}

async function writeSynced(file: string, text: string, mode: number, savedAt: Date) {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.chmod(mode)
    // Not every file system knows every year.
    await handle.utimes(savedAt, savedAt).catch(() => {})
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Gives a file a second name that is free; where that cannot be, makes a copy. */
async function keepBeside(file: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const backup = count === 1 ? `${file}.bak` : `${file}.${count}.bak`
    try {
      await link(file, backup).catch((error) => {
        if (error.code === 'EEXIST') throw error
        return copyFile(file, backup, constants.COPYFILE_EXCL)
      })
      return backup
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function problemWith(file: string, error: unknown): RefusedError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new RefusedError(`There is no file or folder "${file}".`, 404)
  return new RefusedError(`"${file}" cannot be used (${code}).`, 409)
}
