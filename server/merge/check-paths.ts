import { keysOf } from '../../app-modules/pointer.ts'
import { type JsonNode, readTree } from '../lib/json-tree.ts'
import { itemsOf, membersOf } from './keyed.ts'
import type { MergeHints } from './outcome.ts'
import { below, identityAt, type Places, placesOf } from './places.ts'

/**
 * Whether paths can name what stays on each device in these settings.
 * @returns the first path that leads through a list whose items nothing tells apart, or ends at an
 *   item of a list; undefined for what is no JSON
 */
export function placesIn(
  text: string,
  paths: readonly string[],
  { identity = {} }: MergeHints,
): { readonly inList: string | undefined } | undefined {
  const tree = readTree(text)
  if (!tree || tree.kind === 'leaf') return undefined
  const places = placesOf({ identity })
  return { inList: paths.find((path) => isInList(tree, keysOf(path), places)) }
}

function isInList(node: JsonNode, [key, ...rest]: readonly string[], places: Places): boolean {
  if (key === undefined || node.kind === 'leaf') return false
  if (node.kind === 'list') {
    const identity = identityAt(places)
    const items = identity && itemsOf(node, identity)
    if (!items || rest.length === 0) return true
    return [...items].some(
      ([name, { value }]) =>
        (key === '*' || key === name) && isInList(value, rest, below(places, name)),
    )
  }
  if (!membersOf(node)) return false
  return node.parts.some(
    (part) =>
      (key === '*' || key === part.key) && isInList(part.value, rest, below(places, part.key)),
  )
}
