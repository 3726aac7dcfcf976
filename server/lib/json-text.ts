import { isUtf8 } from 'node:buffer'
import { HubError } from './errors.ts'
import { walkJson } from './json-walk.ts'

/** What a body says, without a byte order mark. @throws HubError for what is empty or not UTF-8 */
export function textOfBody(body: Buffer): Buffer {
  if (body.length === 0) throw new HubError('body_empty')
  if (!isUtf8(body)) throw new HubError('not_utf8')
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return hasMark ? body.subarray(3) : body
}

/**
 * Parses JSON after checking its depth, since deep nesting costs far more than its size.
 * @throws HubError for what is too deep or not JSON.
 */
export function parseJson(text: Buffer): unknown {
  walkJson(text)
  return JSON.parse(text.toString())
}

/** Whether a text is JSON within the depth limit, and has no more values than given. */
export function isJson(text: string, mostValues = Infinity): boolean {
  try {
    walkJson(Buffer.from(text), { mostValues })
    return true
  } catch {
    return false
  }
}

/**
 * Hands out the members of a JSON object with the very text of their values, without the white space
 * around it, so that a value can be kept exactly as it came: JSON.parse would change large numbers,
 * drop duplicate names and move integer-like names to the front.
 * @param take what it throws ends the walk
 * @throws HubError for what is too deep, not JSON, or not an object.
 */
export function eachMember(text: Buffer, take: (name: string, source: string) => void): void {
  const isObject = walkJson(text, {
    takeMember(nameAt, nameEnd, valueAt, valueEnd) {
      const name: string = JSON.parse(text.toString('utf8', nameAt, nameEnd))
      take(name, text.toString('utf8', valueAt, valueEnd))
    },
  })
  if (!isObject) throw new HubError('bad_request', { problem: 'The body must be a JSON object.' })
}
