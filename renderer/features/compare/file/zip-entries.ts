/** What the list of a zip says of one file in it. */
export interface ZipEntry {
  readonly name: string
  /** Once it is unpacked, in bytes. */
  readonly size: number
  /** The checksum of its content. */
  readonly crc: number
}

/** More would make a page that nobody reads. */
const mostEntries = 10_000

const endSignature = 0x06054b50
const endSize = 22
const mostComment = 65_535
const entrySignature = 0x02014b50
const entrySize = 46

/**
 * Reads the list of entries at the end of a zip; nothing is unpacked, so that its content is not
 * trusted with anything.
 * @returns undefined for what is no zip, is damaged, has too many entries, or is of the kind for
 * more than 4 GiB
 */
export function readZipEntries(bytes: Uint8Array): ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === undefined) return undefined
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  if (count > mostEntries || start + size > end) return undefined
  const entries: ZipEntry[] = []
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + entrySize > end || view.getUint32(at, true) !== entrySignature) return undefined
    const nameEnd = at + entrySize + view.getUint16(at + 28, true)
    if (nameEnd > end) return undefined
    const name = new TextDecoder().decode(bytes.subarray(at + entrySize, nameEnd))
    const entry = {
      name,
      size: view.getUint32(at + 24, true),
      crc: view.getUint32(at + 16, true),
    }
    // Folders hold nothing of their own.
    if (!name.endsWith('/')) entries.push(entry)
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** Where the last record is: only a comment of the length that it names may follow. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - endSize
  for (let at = last; at >= Math.max(0, last - mostComment); at--) {
    if (view.getUint32(at, true) !== endSignature) continue
    if (at + endSize + view.getUint16(at + 20, true) === view.byteLength) return at
  }
  return undefined
}
