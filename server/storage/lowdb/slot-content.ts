import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { orWithout } from '../file-errors.ts'
import type { Content } from '../store.ts'
import type { Disk } from './disk.ts'

type Range = Parameters<Content['stream']>[0]

/** Content that is in memory. */
export const contentInMemory = (bytes: Buffer): Content => ({
  size: bytes.length,
  stream: (range) =>
    Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes], {
      objectMode: false,
    }),
})

export interface ContentFile {
  readonly path: string
  readonly contentId: string
  readonly size: number
}

/**
 * Content in a file of its own, which is checked as it is read: its last part is held back until
 * all of it is known to be sound. @param onDamaged sets the file aside
 */
export function contentInFile(
  disk: Disk,
  file: ContentFile,
  onDamaged: () => Promise<void>,
): Content {
  async function* whole() {
    const sum = createHash('sha256')
    let held: Buffer | undefined
    for await (const chunk of disk.stream(file.path) as AsyncIterable<Buffer>) {
      sum.update(chunk)
      if (held) yield held
      held = chunk
    }
    if (sum.digest('hex') !== file.contentId) {
      await onDamaged()
      throw new Error(otherContent)
    }
    if (held) yield held
  }
  async function* part(range: NonNullable<Range>) {
    if (!(await isSoundFile(disk, file))) {
      await onDamaged()
      throw new Error(otherContent)
    }
    yield* disk.stream(file.path, range)
  }
  const options = { objectMode: false, highWaterMark: 256 * 1024 }
  return {
    size: file.size,
    stream: (range) => Readable.from(range ? part(range) : whole(), options),
  }
}

export const otherContent = 'the content does not match its checksum'

/** Whether a file holds the content that it should. @throws HubError where it cannot be read */
export function isSoundFile(disk: Disk, { path, contentId }: ContentFile): Promise<boolean> {
  const check = async () => {
    const sum = createHash('sha256')
    for await (const chunk of disk.stream(path)) sum.update(chunk)
    return sum.digest('hex') === contentId
  }
  return orWithout(check(), false)
}
