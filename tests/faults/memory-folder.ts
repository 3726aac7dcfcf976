import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** An empty folder, in memory where there is one: what is asked of the disk counts, not the disk. */
export async function memoryFolder(): Promise<string> {
  const folder = await mkdtemp(join(memory, 'sxncd-faults-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
