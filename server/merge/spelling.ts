import { type JsonNode, stringValue, textOf } from '../lib/json-tree.ts'
import { below, isSaid, type Places } from './places.ts'

/**
 * JSON in one spelling: values that say the same have the same, white space, the order of keys,
 * escapes in strings and volatile members aside.
 */
export function spelling(node: JsonNode, places: Places): string {
  if (node.kind === 'list') {
    return `[${node.parts.map(({ key, value }) => spelling(value, below(places, key))).join()}]`
  }
  if (node.kind === 'leaf') {
    const text = textOf(node)
    return text.includes('\\') ? JSON.stringify(stringValue(text)) : text
  }
  const members: string[] = []
  for (const { key, value } of node.parts) {
    const here = below(places, key)
    if (isSaid(here, 'volatile')) continue
    members.push(`${JSON.stringify(key)}:${spelling(value, here)}`)
  }
  // Of a key that is there twice apps read the first or the last: the order tells.
  const isTwice = new Set(node.parts.map(({ key }) => key)).size < node.parts.length
  return isTwice ? `twice{${members.join()}}` : `{${members.sort().join()}}`
}
