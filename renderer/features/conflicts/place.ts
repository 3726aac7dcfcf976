import { keysOf } from '../compare/diff/pointer.ts'
import { readable } from '../compare/diff/words.ts'

/**
 * The way to a place in merged settings, as a person calls each part of it.
 *
 * @param path a JSON Pointer in which `=` and JSON name an item of a list; see server/merge
 */
export const placeOf = (path: string): string[] => keysOf(path).map(labelOf)

function labelOf(part: string): string {
  if (part.startsWith('=')) return identity(part.slice(1))
  return /^\d+$/.test(part) ? `#${Number(part) + 1}` : readable(part)
}

/** What tells an item from the others: most often a text, which needs no quotes here. */
function identity(json: string): string {
  const value = parse(json)
  return typeof value === 'string' ? value : json
}

/** The items of a list in their order, as one line. */
export function orderOf(json: string): string {
  const items = parse(json)
  if (!Array.isArray(items)) return json
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ')
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
