import { hash, randomUUID } from 'node:crypto'
import { problemIn } from '../check-document.ts'
import type { VersionHeader } from '../version-schema.ts'

export type { VersionHeader } from '../version-schema.ts'

/** A version and the file that holds it. */
export interface StoredVersion {
  readonly name: string
  readonly header: VersionHeader
}

const checksumLength = 64

/**
 * One version, one file that never changes: a line with the SHA-256 of the header and the header,
 * then the settings as they came in. A version whose content an earlier file of the slot already
 * holds has no settings of its own; its header names that file's version.
 */
export function encodeVersion(header: VersionHeader, content: Uint8Array | undefined): Buffer {
  const json = JSON.stringify(header)
  const line = `${hash('sha256', json)} ${json}\n`
  return content ? Buffer.concat([Buffer.from(line), content]) : Buffer.from(line)
}

/** Reads a version file and checks all of it. @throws Error that says what is wrong. */
export function decodeVersion(bytes: Buffer): { header: VersionHeader; content: Buffer } {
  const end = bytes.indexOf(10)
  if (end < checksumLength + 2) throw new Error('the file is cut short')
  const json = bytes.subarray(checksumLength + 1, end)
  if (bytes.toString('latin1', 0, checksumLength + 1) !== `${hash('sha256', json)} `) {
    throw new Error('the checksum does not match the header')
  }
  const header = JSON.parse(json.toString('utf8')) as VersionHeader
  if (header?.format !== 'sxncd-version-1') throw new Error('the format is not known')
  const problem = problemIn('version', header)
  if (problem) throw new Error(problem)
  const content = bytes.subarray(end + 1)
  if (holdsContent(header) ? hash('sha256', content) !== header.contentId : content.length) {
    throw new Error('the settings do not match their checksum')
  }
  return { header, content }
}

/** Whether the file of a version holds its content. */
const holdsContent = ({ contentIn, apart }: VersionHeader) => contentIn === undefined && !apart

/** The file beside that of a version that holds its content, where it stands apart. */
export const contentFileOf = (name: string): string => name.replace(/\.version$/, '.content')

/**
 * Whether the bytes are the beginning of a version file that was not written to its end: what a
 * kill or a power cut leaves of an upload.
 */
export function isTorn(bytes: Buffer): boolean {
  // Room that a file was given, but nothing was written to before the power went, reads as zeros.
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length -= 1
  const written = bytes.subarray(0, length)
  const end = written.indexOf(10)
  if (end < 0) return /^[\da-f]{0,64}( |$)/.test(written.toString('latin1', 0, checksumLength + 1))
  const json = written.subarray(checksumLength + 1, end)
  if (written.toString('latin1', 0, checksumLength) !== hash('sha256', json)) return false
  const header = JSON.parse(json.toString()) as VersionHeader
  const { size, encoding } = header
  // `size` is that of the text in UTF-8; in UTF-16 it takes no fewer than two thirds of it.
  const least = encoding === 'utf8' || encoding === 'bytes' ? size : (size * 2) / 3
  return holdsContent(header) && length - end - 1 < least
}

/** The byte order mark; in UTF-16 its bytes are FF FE, and no byte of any UTF-8 is FF. */
const mark = '\ufeff'

/** How text becomes bytes: other text, other bytes. */
export function encodeText(text: string): { encoding: VersionHeader['encoding']; bytes: Buffer } {
  return text.isWellFormed()
    ? { encoding: 'utf8', bytes: Buffer.from(text) }
    : { encoding: 'utf16', bytes: Buffer.from(mark + text, 'utf16le') }
}

export const decodeText = (encoding: VersionHeader['encoding'], bytes: Buffer): string => {
  if (encoding === 'bytes') return bytes.toString('utf8')
  return encoding === 'utf16' ? bytes.toString('utf16le', 2) : bytes.toString(encoding)
}

const suffix = '.version'

/** A file name that sorts by number and is never used twice. */
export const versionFileName = (number: number): string =>
  `${String(number).padStart(10, '0')}-${randomUUID().slice(0, 8)}${suffix}`

/** The number that the file's name claims; 0 for a name that is not ours. */
export const numberInName = (name: string): number => Number(/^(\d+)-/.exec(name)?.[1] ?? 0)
