import { isUtf8 } from 'node:buffer'
import { HubError } from '../errors.ts'

/** How deep a JSON body may be nested. */
export const maxDepth = 64

/** A member of a JSON object, as it stands in the source text. */
export interface Member {
  readonly name: string
  /** The very text of the value, without the white space around it. */
  readonly source: string
}

/** The text of a body. @throws HubError for what is empty or not UTF-8. */
export function textOfBody(body: Buffer): string {
  if (body.length === 0) throw new HubError('body_empty')
  if (!isUtf8(body)) throw new HubError('not_utf8')
  // A byte order mark is no part of the text.
  return body.toString('utf8', body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0)
}

/**
 * Parses JSON after checking its depth, since deep nesting costs far more than its size.
 * @throws HubError for what is too deep or not JSON.
 */
export function parseJson(text: string): unknown {
  scan(text)
  return parse(text)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HubError('bad_json')
  }
}

/** Whether a text is JSON within the depth limit. */
export function isJson(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false
  }
}

/**
 * The members of a JSON object with the source text of their values, so that a value can be kept
 * exactly as it came: JSON.parse would change large numbers, drop duplicate names and move
 * integer-like names to the front.
 * @throws HubError for what is too deep, not JSON, or not an object.
 */
export function membersOf(text: string): Member[] {
  const marks = scan(text)
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HubError('bad_request', { problem: 'The body must be a JSON object.' })
  }
  const members: Member[] = []
  for (let i = 0; i + 1 < marks.length; i += 1) {
    const [start, colon] = [(marks[i] ?? 0) + 1, marks[i + 1] ?? 0]
    const end = marks[i + 2]
    if (end === undefined) break
    const name: string = JSON.parse(text.slice(start, colon))
    members.push({ name, source: text.slice(colon + 1, end).trim() })
    i += 1
  }
  return members
}

const quote = 0x22
const backslash = 0x5c

/**
 * Walks over JSON text, counts its depth, and marks where the outermost object or array opens,
 * where its colons and commas stand, and where it closes. In sound JSON, an object's marks are:
 * its brace, then for each member the colon and the comma or brace after it.
 * @throws HubError where it is nested too deeply.
 */
function scan(text: string): number[] {
  const marks: number[] = []
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case quote:
        i = endOfString(text, i)
        break
      case 0x7b: // {
      case 0x5b: // [
        depth += 1
        if (depth > maxDepth) throw new HubError('too_deep', { limit: maxDepth })
        if (depth === 1) marks.push(i)
        break
      case 0x7d: // }
      case 0x5d: // ]
        if (depth === 1) marks.push(i)
        depth -= 1
        break
      case 0x3a: // :
      case 0x2c: // ,
        if (depth === 1) marks.push(i)
        break
    }
  }
  return marks
}

/** Where the string that opens at `start` closes, or the end of the text if it never does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === backslash) before -= 1
  return (at - before) % 2 === 0
}
