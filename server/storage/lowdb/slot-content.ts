import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { orWithout } from '../file-errors.ts'
import type { Content } from '../store.ts'
import type { Disk } from './disk.ts'

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

export interface Check {
  /** It was found sound not long ago. */
  readonly isRecent: boolean
  readonly onSound: () => void
  /** Sets the file aside. */
  readonly onDamaged: () => Promise<void>
}

/**
 * Content in a file of its own, which is checked as it is read, unless it just was: its last part is
 * held back until all of it is known to be sound.
 */
export function contentInFile(disk: Disk, file: ContentFile, check: Check): Content {
  async function* whole(source: Readable) {
    const sum = createHash('sha256')
    let held: Buffer | undefined
    for await (const chunk of source as AsyncIterable<Buffer>) {
      sum.update(chunk)
      if (held) yield held
      held = chunk
    }
    if (sum.digest('hex') !== file.contentId) {
      await check.onDamaged()
      throw new Error(otherContent)
    }
    check.onSound()
    if (held) yield held
  }
  async function* part(source: Readable) {
    if (!(await isSoundFile(disk, file))) {
      await check.onDamaged()
      throw new Error(otherContent)
    }
    check.onSound()
    yield* source
  }
  return {
    size: file.size,
    stream(range) {
      // Open from now on: the version may be removed before it is read to its end.
      const source = disk.stream(file.path, range)
      if (check.isRecent) return source
      const parts = range ? part(source) : whole(source)
      const stream = Readable.from(parts, { objectMode: false, highWaterMark: 64 * 1024 })
      stream.once('close', () => source.destroy())
      // Told to whoever reads, also where it fails before they begin to.
      source.once('error', (error) => stream.destroy(error))
      return stream
    },
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
