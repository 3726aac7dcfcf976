import { HubError } from './errors.ts'

/** How deep a JSON body may be nested. */
export const maxDepth = 64

export interface WalkOptions {
  /** Called for one member after the other; what it throws ends the walk. */
  readonly takeMember?: TakeMember
  /** More values than this end the walk. */
  readonly mostValues?: number
}

/** Is told where a member of the outermost object stands: its name with the quotes, and its value. */
export type TakeMember = (
  nameAt: number,
  nameEnd: number,
  valueAt: number,
  valueEnd: number,
) => void

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Checks that bytes are JSON (RFC 8259), as JSON.parse does, but makes nothing of them: for a large
 * body its objects cost many times the check, and nobody needs them.
 * @param bytes sound UTF-8
 * @returns whether it is an object
 * @throws HubError for what is nested too deeply, has too many values or is no JSON
 */
export function walkJson(
  bytes: Uint8Array,
  { takeMember, mostValues = Infinity }: WalkOptions = {},
): boolean {
  let values = 0
  /** What closes each object and array around this place. */
  const closers: number[] = []
  let at = afterSpace(bytes, 0)
  const isObject = bytes[at] === openBrace
  /** Of the member of the outermost object that is under way. */
  let [nameAt, nameEnd, valueAt] = [0, 0, 0]

  /** Steps over a name and its colon to where the value begins. */
  const passName = () => {
    if (bytes[at] !== quote) throw new HubError('bad_json')
    const end = afterString(bytes, at)
    const after = afterSpace(bytes, end)
    if (bytes[after] !== colon) throw new HubError('bad_json')
    const value = afterSpace(bytes, after + 1)
    if (closers.length === 1) [nameAt, nameEnd, valueAt] = [at, end, value]
    at = value
  }

  for (;;) {
    const first = bytes[at]
    if (first === openBrace || first === openBracket) {
      if (closers.length === maxDepth) throw new HubError('too_deep', { limit: maxDepth })
      const closer = first === openBrace ? closeBrace : closeBracket
      closers.push(closer)
      at = afterSpace(bytes, at + 1)
      if (bytes[at] !== closer) {
        if (first === openBrace) passName()
        continue
      }
      closers.pop()
      at += 1
    } else at = first === quote ? afterString(bytes, at) : afterWord(bytes, at)

    // A value ends here, and perhaps some of those around it.
    for (;;) {
      values += 1
      if (values > mostValues) throw new HubError('bad_json')
      if (isObject && closers.length === 1) takeMember?.(nameAt, nameEnd, valueAt, at)
      at = afterSpace(bytes, at)
      const closer = closers.at(-1)
      if (closer === undefined) {
        if (at < bytes.length) throw new HubError('bad_json')
        return isObject
      }
      const next = bytes[at]
      at += 1
      if (next === comma) {
        at = afterSpace(bytes, at)
        if (closer === closeBrace) passName()
        break
      }
      if (next !== closer) throw new HubError('bad_json')
      closers.pop()
    }
  }
}

/** Past the white space that JSON knows. */
function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at += 1
  }
}

/** Past the string whose quote stands at `from`. */
function afterString(bytes: Uint8Array, from: number): number {
  let at = from + 1
  for (;;) {
    // Where the text ends there is no byte, as little allowed as a control character.
    const byte = bytes[at] ?? 0
    if (byte === quote) return at + 1
    if (byte < 0x20) throw new HubError('bad_json')
    at = byte === backslash ? afterEscape(bytes, at + 1) : at + 1
  }
}

const hexDigits = new Set(Buffer.from('0123456789abcdefABCDEF'))

/** Past what follows a backslash at `from`. */
function afterEscape(bytes: Uint8Array, from: number): number {
  switch (bytes[from]) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return from + 1
    case 0x75: // u
      for (let at = from + 1; at < from + 5; at += 1) {
        if (!hexDigits.has(bytes[at] ?? 0)) throw new HubError('bad_json')
      }
      return from + 5
  }
  throw new HubError('bad_json')
}

const words = ['true', 'false', 'null'].map((word) => Buffer.from(word))

/** Past `true`, `false`, `null` or a number. */
function afterWord(bytes: Uint8Array, from: number): number {
  for (const word of words) {
    if (bytes[from] !== word[0]) continue
    for (let n = 1; n < word.length; n += 1) {
      if (bytes[from + n] !== word[n]) throw new HubError('bad_json')
    }
    return from + word.length
  }
  return afterNumber(bytes, from)
}

const [minus, plus, dot, zero, nine, smallE, largeE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x65, 0x45]

function afterNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === minus ? from + 1 : from
  at = bytes[at] === zero ? at + 1 : afterDigits(bytes, at)
  if (bytes[at] === dot) at = afterDigits(bytes, at + 1)
  if (bytes[at] !== smallE && bytes[at] !== largeE) return at
  const isSigned = bytes[at + 1] === plus || bytes[at + 1] === minus
  return afterDigits(bytes, isSigned ? at + 2 : at + 1)
}

/** Past at least one digit. */
function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from
  for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[at] ?? 0) at += 1
  if (at === from) throw new HubError('bad_json')
  return at
}
