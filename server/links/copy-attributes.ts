import { execFile } from 'node:child_process'
import type { Stats } from 'node:fs'
import { chown, constants, copyFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { LinkError } from './link-error.ts'

const run = promisify(execFile)

/**
 * Makes a new file with the owner, the mode, the access list and the extended attributes of another,
 * so that it can take its place. @throws LinkError where the owner or the group cannot be kept
 */
export async function copyAttributes(file: string, before: Stats, fresh: string): Promise<void> {
  // macOS and Windows bring over by this what they know of.
  await copyFile(file, fresh, constants.COPYFILE_EXCL)
  if (process.platform === 'win32') return
  if (process.platform === 'linux') {
    // Node knows neither access lists nor extended attributes. Where this is another cp than GNU's,
    // or the owner cannot be kept, the check below tells of what matters most.
    await run('cp', ['--attributes-only', '--preserve=all', '--', file, fresh]).catch(() => {})
  }
  const isKept = ({ uid, gid }: Stats) => uid === before.uid && gid === before.gid
  if (!isKept(await stat(fresh))) await chown(fresh, before.uid, before.gid).catch(() => {})
  const after = await stat(fresh)
  if (isKept(after)) return
  throw new LinkError(
    `"${file}" belongs to another user or group, which this program cannot give to a new file. What the hub has was not written. Run it as the owner of the file.`,
    409,
  )
}
