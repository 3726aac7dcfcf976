import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Disk } from './disk.ts'
import type { Layout } from './layout.ts'

/** A new path in the folder that each start sweeps: for what nobody is promised. */
export async function incomingPath(disk: Disk, { incoming }: Pick<Layout, 'incoming'>) {
  if (!(await disk.exists(incoming))) await disk.makeFolder(incoming)
  return join(incoming, `${randomBytes(12).toString('hex')}.part`)
}
