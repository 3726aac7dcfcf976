import { step } from '../../app-modules/pointer.ts'
import { type JsonNode, type JsonPart, readTree, textOf } from '../lib/json-tree.ts'
import { itemsOf, membersOf } from './keyed.ts'
import type { MergeHints } from './outcome.ts'
import { at, below, hasBelow, identityAt, isSaid, type Places, placesOf } from './places.ts'
import { type Entry, writeEntries } from './write.ts'

/*
 * Settings that stay on each device. The hub keeps what a device had there in its last upload, and
 * answers it with the current settings and these values in them.
 *
 * What is there of another device is given only where a device had no say: to one that has sent
 * nothing yet, and in an object that is new to it, such as an app that was added elsewhere. An app
 * may not read an object without one of its members, and a first value is a start; with its next
 * upload the device has its own. A device that has the object, but nothing in this place, gets
 * nothing: it lives without, and another's value is what was not to come.
 *
 * An object that is gone from the settings is not made again for the sake of a member that stays on
 * the device: what was removed everywhere would come back as an empty shell.
 */

/**
 * What a device keeps for itself: the objects in which members may stay on the device, by path, and
 * those members. An object without any is listed too: the device has it, and nothing of its own in it.
 */
export type OwnValues = readonly {
  readonly at: string
  readonly values: readonly (readonly [key: string, text: string])[]
}[]

/**
 * Cuts what stays on each device out of its settings.
 * @param paths JSON Pointers to members of objects. `*` is any key, or any item of a list that has
 *   an identity; a path that finds nothing is passed over.
 * @returns what can be compared, without white space, and the rest; undefined for what is no JSON
 */
export function splitPerDevice(
  text: string,
  paths: readonly string[],
  hints: MergeHints = {},
): { readonly shared: string; readonly own: OwnValues } | undefined {
  const tree = readTree(text)
  if (!tree) return undefined
  const own: OwnValues[number][] = []
  const cut = (node: JsonNode, places: Places, path: string): string => {
    if (node.kind === 'leaf') return textOf(node)
    const parts = partsOf(node, places)
    if (mayOwn(node, places)) {
      const values = parts.filter(({ isOwn }) => isOwn)
      own.push({ at: path, values: values.map(({ key, part }) => [key, textOf(part.value)]) })
    }
    const shared = parts
      .filter(({ isOwn }) => !isOwn)
      .map(({ key, part, here }) => {
        const name = node.kind === 'object' ? `${JSON.stringify(part.key)}:` : ''
        return `${name}${cut(part.value, here, path + step(key))}`
      })
    return node.kind === 'object' ? `{${shared.join()}}` : `[${shared.join()}]`
  }
  return { shared: cut(tree, perDevicePlaces(paths, hints), ''), own }
}

/**
 * Settings as one device gets them: with the values that stay on it.
 * @param own what the device had in its last upload; undefined for a device that has sent nothing yet
 * @returns the text as it is where nothing stays on the device, or for what is no JSON
 */
export function fillPerDevice(
  text: string,
  own: OwnValues | undefined,
  paths: readonly string[],
  hints: MergeHints = {},
): string {
  const tree = own && readTree(text)
  if (!tree) return text
  const known = new Map(own.map(({ at, values }) => [at, new Map(values)]))
  const fill = (node: JsonNode, places: Places, path: string): string => {
    if (places.length === 0 || node.kind === 'leaf') return textOf(node)
    const parts = partsOf(node, places)
    const values = mayOwn(node, places) ? known.get(path) : undefined
    const entries = parts.flatMap(({ key, part, here, isOwn }): Entry[] => {
      const filled = isOwn ? textOf(part.value) : fill(part.value, here, path + step(key))
      const written = isOwn && values ? values.get(key) : filled
      return written === undefined ? [] : [{ part, of: node, text: written }]
    })
    for (const [key, value] of values ?? []) {
      const isThere = parts.some((one) => one.key === key)
      if (!isThere && isSaid(below(places, key), 'perDevice'))
        entries.push(member(key, value, node))
    }
    return writeEntries(node, node, entries)
  }
  const filled = fill(tree, perDevicePlaces(paths, hints), '')
  return `${text.slice(0, tree.start)}${filled}${text.slice(tree.end)}`
}

const perDevicePlaces = (paths: readonly string[], { identity = {} }: MergeHints): Places =>
  paths.length > 0 ? placesOf({ identity }, paths) : []

interface OwnPart {
  /** As a path has it: the name of a member, or the identity or index of an item. */
  readonly key: string
  readonly part: JsonPart
  readonly here: Places
  /** It stays on the device. */
  readonly isOwn: boolean
}

function partsOf(node: JsonNode, places: Places): OwnPart[] {
  if (node.kind === 'object') {
    const isPlain = membersOf(node) !== undefined
    return node.parts.map((part) => {
      const here = isPlain ? below(places, part.key) : []
      return { key: part.key, part, here, isOwn: isSaid(here, 'perDevice') }
    })
  }
  const identity = identityAt(places)
  const items = identity && itemsOf(node, identity)
  if (items) {
    return [...items].map(([key, part]) => ({ key, part, here: below(places, key), isOwn: false }))
  }
  // Without an identity the item at a place may be another one on each device: only a number names it.
  return node.parts.map((part) => ({
    key: part.key,
    part,
    here: at(places, part.key),
    isOwn: false,
  }))
}

/** Whether members of this object may stay on the device. */
const mayOwn = (node: JsonNode, places: Places): boolean =>
  node.kind === 'object' && hasBelow(places, 'perDevice') && membersOf(node) !== undefined

/** A member behind those of an object, spaced as its last one is. */
function member(key: string, value: string, { source, parts }: JsonNode): Entry {
  const last = parts.at(-1)
  const lead = last ? source.slice(last.leadAt, last.at) : ''
  const space = last ? spaceBefore(source.slice(last.at, last.value.start)) : ''
  const of = readTree(`{${lead}${JSON.stringify(key)}:${space}${value}}`) as JsonNode
  return { part: of.parts[0] as JsonPart, of, text: value }
}

/** The white space that a text ends with. */
const spaceBefore = (text: string) => text.slice(text.trimEnd().length)
