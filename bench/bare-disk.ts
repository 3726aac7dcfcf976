import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Reading, reading } from './statistics.ts'
import { serve } from './worker.ts'

export interface DiskJob {
  readonly folder: string
  readonly size: number
  readonly writers: number
  readonly ms: number
}

/** What the disk can do: each writer replaces a file of its own durably, over and over. */
serve(async ({ folder, size, writers, ms }: DiskJob): Promise<Reading> => {
  const folders = await Promise.all(
    Array.from({ length: writers }, async (_, at) => {
      const path = join(folder, String(at))
      await mkdir(path, { recursive: true })
      return path
    }),
  )
  const data = Buffer.alloc(size, 'x')
  const latencies: number[] = []
  const began = performance.now()
  const write = async (path: string) => {
    for (let before = began; before < began + ms; ) {
      await replaceFile(path, data)
      const after = performance.now()
      latencies.push(after - before)
      before = after
    }
  }
  await Promise.all(folders.map(write))
  return reading(latencies, performance.now() - began)
})

async function replaceFile(folder: string, data: Buffer): Promise<void> {
  const temporary = join(folder, 'file.tmp')
  const file = await open(temporary, 'w')
  await file.writeFile(data)
  await file.sync()
  await file.close()
  await rename(temporary, join(folder, 'file'))
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}
