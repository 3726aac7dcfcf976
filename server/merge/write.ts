import type { JsonNode, JsonPart } from '../lib/json-tree.ts'

/** A member or an item of a new object or list: the spaces and the name of `part`, and a value. */
export interface Entry {
  readonly part: JsonPart
  /** The object or list that `part` is of. */
  readonly of: JsonNode
  readonly text: string
}

/**
 * Writes an object or list anew. Each piece of text is taken from where it stood, and once only, so
 * that what did not change stays as it is and the result is no larger than what it came from.
 * @param layout gives the brackets and the spaces at both ends
 * @param other gives these where `layout` is empty
 */
export function writeEntries(layout: JsonNode, other: JsonNode, entries: readonly Entry[]): string {
  const [open, close] = layout.kind === 'object' ? '{}' : '[]'
  if (entries.length === 0) {
    return layout.parts.length === 0
      ? layout.source.slice(layout.start, layout.end)
      : `${open}${close}`
  }
  const ends = layout.parts.length > 0 ? layout : other
  const leads = entries.map(({ part, of }) => of.source.slice(part.leadAt, part.at))
  swapFirstLead(leads, layout, entries)
  const written = entries.map(({ part, of, text }, index) => {
    const name = of.source.slice(part.at, part.value.start)
    return `${leads[index]}${name}${text}${of.source.slice(part.value.end, part.trailEnd)}`
  })
  return `${open}${written.join(',')}${ends.source.slice(ends.closeAt, ends.end - 1)}${close}`
}

/** In `[1, 2]` the first item has no space before it: whichever comes first now gets what it had. */
function swapFirstLead(leads: string[], layout: JsonNode, entries: readonly Entry[]): void {
  const first = layout.parts[0]
  if (!first || entries[0]?.part === first) return
  const now = entries.findIndex(({ part }) => part === first)
  if (now > 0) leads[now] = leads[0] as string
  leads[0] = layout.source.slice(first.leadAt, first.at)
}
