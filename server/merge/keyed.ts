import type { JsonNode, JsonPart } from '../lib/json-tree.ts'
import { spelling } from './spelling.ts'

/** The members of an object or the items of a list, by what tells one from another, in their order. */
export type Keyed = ReadonlyMap<string, JsonPart>

/** @returns undefined if a key is there twice: apps differ in which of the two they read */
export const membersOf = ({ parts }: JsonNode): Keyed | undefined => {
  const members = new Map(parts.map((part) => [part.key, part]))
  return members.size === parts.length ? members : undefined
}

/**
 * The items of a list, each by `=` and the JSON text of its identity. An item without one is told
 * by that: there can be one such item, like the settings that stand among the styles of an export.
 * @returns undefined if two items have the same identity: then it tells nothing
 */
export function itemsOf({ parts }: JsonNode, identity: readonly string[]): Keyed | undefined {
  const items = new Map(parts.map((part) => [`=${identityOf(part.value, identity)}`, part]))
  return items.size === parts.length ? items : undefined
}

function identityOf(item: JsonNode, keys: readonly string[]): string {
  let found: JsonNode | undefined = item
  for (const key of keys) {
    found =
      found?.kind === 'object' ? found.parts.findLast((part) => part.key === key)?.value : undefined
  }
  return found ? spelling(found, []) : ''
}
