import { hash } from 'node:crypto'
import { problemIn } from '../check-document.ts'

/**
 * A document file is one JSON object that ends in the SHA-256 of every byte before it, so that any
 * change of any byte is noticed: {"document":"keys","revision":7,"data":…,"sha256":"…"}
 */
export interface DocumentFile<T> {
  readonly document: string
  /** Counts up with every write; of two sound copies the higher one is newer. */
  readonly revision: number
  readonly data: T
}

const tailLength = ',"sha256":""}\n'.length + 64

export function encodeDocument(file: DocumentFile<unknown>): Buffer {
  const head = JSON.stringify(file).slice(0, -1)
  return Buffer.from(`${head},"sha256":"${hash('sha256', head)}"}\n`)
}

/** Reads a document and checks it against its schema. @throws Error that says what is wrong. */
export function decodeDocument<T>(bytes: Buffer, name: string): DocumentFile<T> {
  const file = decodeAnySchema<T>(bytes, name)
  const problem = problemIn(name, file.data)
  if (problem) throw new Error(problem)
  return file
}

/** No hub comes near it; beyond it, counting up would not change the number any more. */
const maxRevision = 2 ** 50

/**
 * Reads what `encodeDocument` made, of whatever schema: for migrations, which look at the result
 * only. @throws Error that says what is wrong with the bytes.
 */
export function decodeAnySchema<T>(bytes: Buffer, name: string): DocumentFile<T> {
  if (bytes.length === 0) throw new Error('the file is empty')
  const head = bytes.subarray(0, Math.max(0, bytes.length - tailLength))
  const tail = `,"sha256":"${hash('sha256', head)}"}\n`
  if (bytes.subarray(head.length).toString('latin1') !== tail) {
    throw new Error('the checksum does not match the content')
  }
  const file = JSON.parse(bytes.toString('utf8')) as DocumentFile<T>
  if (file.document !== name) throw new Error(`it holds the document "${file.document}"`)
  const { revision } = file
  if (!Number.isInteger(revision) || revision < 0 || revision > maxRevision) {
    throw new Error('its field "revision" must be a whole number')
  }
  return file
}
