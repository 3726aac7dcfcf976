import { isJson } from './json-text.ts'

/** A value in a JSON text, by where it stands: nothing of it is read, so numbers and strings keep their text. */
export interface JsonNode {
  readonly kind: 'object' | 'list' | 'leaf'
  readonly source: string
  readonly start: number
  readonly end: number
  /** The members of an object or the items of a list, in the order of the text. */
  readonly parts: readonly JsonPart[]
  /** Where the white space before the closing bracket begins. */
  readonly closeAt: number
}

/** A member or an item: white space, its name with the colon, the value, white space. */
export interface JsonPart {
  /** The name of a member, or the index of an item, as a JSON Pointer has it. */
  readonly key: string
  readonly leadAt: number
  readonly at: number
  readonly value: JsonNode
  /** Where the white space behind the value ends. For the last part it belongs to the bracket. */
  readonly trailEnd: number
}

/** The very text of a value. */
export const textOf = ({ source, start, end }: JsonNode): string => source.slice(start, end)

/**
 * Larger trees are not made: a tree takes some hundred bytes for each value, so that 10 MiB of tiny
 * values would take gigabytes, and the hub would stop. Exports have far fewer.
 */
export const mostValues = 200_000

/**
 * @returns undefined for what is no JSON, nested too deeply or has too many values. A byte order
 *   mark counts as white space.
 */
export function readTree(text: string): JsonNode | undefined {
  const start = text.startsWith('\ufeff') ? 1 : 0
  if (!isJson(start ? text.slice(start) : text, mostValues)) return undefined
  return readValue(text, afterSpace(text, start))
}

/** From here on the text is known to be JSON, so that nothing is checked a second time. */
function readValue(source: string, start: number): JsonNode {
  const first = source[start]
  if (first === '{' || first === '[') return readContainer(source, start, first === '{')
  const end = first === '"' ? afterString(source, start) : afterWord(source, start)
  return { kind: 'leaf', source, start, end, parts: [], closeAt: end }
}

function readContainer(source: string, start: number, isObject: boolean): JsonNode {
  const kind = isObject ? 'object' : 'list'
  const parts: JsonPart[] = []
  let leadAt = start + 1
  let at = afterSpace(source, leadAt)
  if (source[at] === '}' || source[at] === ']') {
    return { kind, source, start, end: at + 1, parts, closeAt: leadAt }
  }
  for (;;) {
    let [key, valueAt] = [String(parts.length), at]
    if (isObject) {
      const nameEnd = afterString(source, at)
      key = stringValue(source.slice(at, nameEnd))
      valueAt = afterSpace(source, afterSpace(source, nameEnd) + 1)
    }
    const value = readValue(source, valueAt)
    const next = afterSpace(source, value.end)
    const isLast = source[next] !== ','
    parts.push({ key, leadAt, at, value, trailEnd: isLast ? value.end : next })
    if (isLast) return { kind, source, start, end: next + 1, parts, closeAt: value.end }
    leadAt = next + 1
    at = afterSpace(source, leadAt)
  }
}

/** What a JSON string says. */
export const stringValue = (quoted: string): string =>
  quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)

function afterSpace(source: string, from: number): number {
  let at = from
  for (;;) {
    const code = source.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
    at += 1
  }
}

function afterString(source: string, from: number): number {
  let at = source.indexOf('"', from + 1)
  while (isEscaped(source, at)) at = source.indexOf('"', at + 1)
  return at + 1
}

function isEscaped(source: string, at: number): boolean {
  let before = at - 1
  while (source[before] === '\\') before -= 1
  return (at - before) % 2 === 0
}

/** Past a number, `true`, `false` or `null`: up to a comma, a closing bracket or white space. */
function afterWord(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at)
    if (code <= 0x20 || code === 0x2c || code === 0x5d || code === 0x7d) return at
  }
  return source.length
}
