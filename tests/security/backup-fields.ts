import { hash } from 'node:crypto'
import { decodeAnySchema, encodeDocument } from '../../server/storage/lowdb/document-file.ts'
import { decodeVersion } from '../../server/storage/lowdb/version-file.ts'

/** One field of one file of a backup. */
export interface Spot {
  readonly file: string
  readonly pointer: readonly string[]
}

type Files = ReadonlyMap<string, Buffer>

const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = { a: value }
  return value
}

/** Removes the field, which no value of JSON says. */
export const gone = Symbol('gone')

/** What nobody would send in earnest; whatever has no place in a field is among them. */
export const hostileValues: readonly unknown[] = [
  ...[gone, null, true, 0, -1, 0.5, 5, 2 ** 24, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300, -1e300],
  ...[8.64e15, 253_402_300_799_999, '', '../../../x', '..', '/etc/passwd', 'C:\\x', 'con', 'a/b'],
  ...['__proto__', 'constructor', 'thunder', '\0', '\r\nSet-Cookie: a=b', '\ud800', '\u202e\u2066'],
  ...['x'.repeat(100_000), '<script>alert(1)</script>', '9'.repeat(400), [], {}, [null], [[[]]]],
  ...[{ id: null }, JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{}}}'), deep(20)],
  ...[deep(4_000), Array.from({ length: 5_000 }, () => 'x'), 'member', 'owner', 'utf16', 1, 3],
]

const nameOf = (file: string) => (/([\w-]+)\.json$/.exec(file) ?? [])[1] ?? ''

/** What a file of a backup holds: the data of a document, or the head of a version. */
export function read(file: string, files: Files): unknown {
  const bytes = files.get(file) ?? Buffer.alloc(0)
  if (file.endsWith('.version')) return decodeVersion(bytes).header
  return decodeAnySchema(bytes, nameOf(file)).data
}

/** Every field at every depth, the whole of it included. */
export function fieldsOf(file: string, value: unknown, pointer: readonly string[] = []): Spot[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => fieldsOf(file, part, [...pointer, name]))
      : []
  return [{ file, pointer }, ...below]
}

/** The same files, but for one field, with all checksums right. */
export function withChange(files: Files, { file, pointer }: Spot, value: unknown): Files {
  const data = changed(structuredClone(read(file, files)), pointer, value)
  const bytes = file.endsWith('.version')
    ? versionWith(files.get(file) as Buffer, data)
    : encodeDocument({ document: nameOf(file), revision: 1, data })
  return new Map([...files, [file, bytes]])
}

function changed(data: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value === gone ? undefined : value
  const parent = data as Record<string, unknown>
  const next = changed(parent[first], rest, value)
  if (next === undefined) delete parent[first]
  else Object.defineProperty(parent, first, { value: next, enumerable: true, configurable: true })
  return Array.isArray(parent) ? parent.filter(() => true) : parent
}

function versionWith(bytes: Buffer, head: unknown): Buffer {
  const json = JSON.stringify(head) ?? ''
  const content = bytes.subarray(bytes.indexOf(10) + 1)
  return Buffer.concat([Buffer.from(`${hash('sha256', json)} ${json}\n`), content])
}
