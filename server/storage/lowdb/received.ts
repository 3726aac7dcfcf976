import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { sizeText } from '../../lib/config-values.ts'
import { HubError } from '../../lib/errors.ts'
import type { Received } from '../store.ts'
import type { Disk, GrowingFile } from './disk.ts'
import { incomingPath } from './incoming.ts'
import type { Layout } from './layout.ts'

/** Up to so many bytes content stays in memory, and later in the file of its version. */
const mostInMemory = 256 * 1024

/** Text beyond it is kept as bytes: it would have to be in memory as a whole to be compared. */
const mostText = 16 * 1024 ** 2

/** Content that came in: its bytes in memory, or in a file in `incoming/`. */
export class ReceivedContent implements Received {
  readonly type: Received['type']
  readonly contentId: string
  readonly size: number
  readonly bytes?: Uint8Array
  readonly file?: string
  readonly #disk: Disk

  constructor(disk: Disk, content: Omit<Received, 'discard'> & { readonly file?: string }) {
    this.#disk = disk
    this.type = content.type
    this.contentId = content.contentId
    this.size = content.size
    if (content.bytes) this.bytes = content.bytes
    if (content.file) this.file = content.file
  }

  /** Does nothing once a slot has taken the file. */
  async discard(): Promise<void> {
    if (this.file) await this.#disk.discard(this.file)
  }
}

/** Takes in content in little memory: what is large goes to a file in `incoming` as it comes. */
export async function receive(
  disk: Disk,
  layout: Pick<Layout, 'incoming'>,
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<ReceivedContent> {
  const sum = createHash('sha256')
  const text = new Utf8Check()
  let inMemory: Uint8Array[] = []
  let size = 0
  let file: { readonly path: string; readonly growing: GrowingFile } | undefined
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > limit) throw new HubError('file_too_large', { limit: sizeText(limit) })
      sum.update(chunk)
      text.add(chunk)
      if (!file && size <= mostInMemory) {
        inMemory.push(chunk)
        continue
      }
      file ??= await begin(disk, layout)
      for (const part of inMemory) await file.growing.write(part)
      inMemory = []
      await file.growing.write(chunk)
    }
    await file?.growing.end()
    const type = size <= mostText && text.isText() ? 'text' : 'bytes'
    const contentId = sum.digest('hex')
    const held = file ? { file: file.path } : { bytes: Buffer.concat(inMemory) }
    return new ReceivedContent(disk, { type, contentId, size, ...held })
  } catch (error) {
    file?.growing.close()
    if (file) await disk.discard(file.path)
    throw error
  }
}

async function begin(disk: Disk, layout: Pick<Layout, 'incoming'>) {
  const path = await incomingPath(disk, layout)
  return { path, growing: await disk.grow(path) }
}

/** Whether bytes that come in parts are UTF-8. */
class Utf8Check {
  #rest: Uint8Array = new Uint8Array()
  #isText = true

  add(chunk: Uint8Array): void {
    if (!this.#isText) return
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const end = bytes.length - unfinished(bytes)
    this.#isText = isUtf8(bytes.subarray(0, end))
    this.#rest = bytes.slice(end)
  }

  isText(): boolean {
    return this.#isText && this.#rest.length === 0
  }
}

/** How many bytes at the end begin a character that goes on in the next part. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    // A byte of 11xxxxxx begins a character, of so many bytes as it has leading ones.
    if (byte >= 0xc0) return Math.clz32(~(byte << 24)) > back ? back : 0
  }
  return 0
}
