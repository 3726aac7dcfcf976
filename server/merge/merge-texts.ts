import { type JsonNode, readTree, stringValue, textOf } from '../lib/json-tree.ts'
import { looksEncrypted } from '../lib/looks-encrypted.ts'
import { JsonMerge } from './merge-json.ts'
import { mergeLines } from './merge-lines.ts'
import { type MergeHints, type MergeInput, type MergeOutcome, otherSide } from './outcome.ts'
import { placesOf } from './places.ts'
import { spelling } from './spelling.ts'
import { type Each, eachOf } from './three-way.ts'

/**
 * Merges two copies that were changed at the same time. What one side alone changed is taken from
 * it; where both changed one place, each in its own way, there is a choice. JSON is merged by its
 * values, any other text by its lines, and what cannot be read not at all.
 */
export function mergeTexts(input: MergeInput): MergeOutcome {
  const { base, mine, theirs, newer, decisions = new Map() } = input
  const trees = eachOf({ base, mine, theirs }, readSettings)
  if (isFull(trees)) {
    const isSealed = [trees.base, trees.mine, trees.theirs].some(holdsSealed)
    return isSealed ? { kind: 'refused', reason: 'encrypted' } : mergeTrees(trees, input)
  }
  const inside = eachOf({ base, mine, theirs }, insideOf)
  if (isFull(inside)) {
    const outcome = mergeTexts({ ...input, ...inside })
    return outcome.kind === 'merged' ? { ...outcome, text: JSON.stringify(outcome.text) } : outcome
  }
  const texts = [base, mine, theirs]
  if (texts.some(looksEncrypted)) return { kind: 'refused', reason: 'encrypted' }
  // Bytes that are no UTF-8 became replacement characters.
  if (texts.some((text) => /[\0\ufffd]/.test(text))) return { kind: 'refused', reason: 'bytes' }
  return mergeLines({ base, mine, theirs }, newer, decisions)
}

/**
 * Whether two texts say the same, white space, the order of keys and volatile values aside. What is
 * no JSON has to be the same text.
 */
export function sameContent(one: string, other: string, hints: MergeHints = {}): boolean {
  if (one === other) return true
  const [first, second] = [readSettings(one), readSettings(other)]
  if (!first || !second) return false
  const places = placesOf(hints)
  return spelling(first, places) === spelling(second, places)
}

/** Only an object or a list is settings. */
function readSettings(text: string): JsonNode | undefined {
  const tree = readTree(text)
  return tree?.kind === 'leaf' ? undefined : tree
}

const isFull = <Value>(each: Each<Value | undefined>): each is Each<Value> =>
  each.base !== undefined && each.mine !== undefined && each.theirs !== undefined

/**
 * The settings in a JSON string. Some apps export such a string, and without a look inside they
 * could never be merged. Only if it is written as JSON.stringify does: then what is merged can be
 * put back in the same spelling. A string within settings is one value like any other: what an app
 * keeps in it is its own affair, and may be signed or counted on elsewhere.
 */
function insideOf(text: string): string | undefined {
  const tree = readTree(text)
  if (tree?.kind !== 'leaf' || !text.startsWith('"')) return undefined
  const inside = stringValue(textOf(tree))
  return readSettings(inside) && JSON.stringify(inside) === text ? inside : undefined
}

/**
 * Whether most of a JSON text is one encrypted value. What stands beside it, such as the salt,
 * belongs to this value alone: from two copies nobody could open it.
 */
function holdsSealed({ source, parts }: JsonNode): boolean {
  return parts.some(({ value }) => {
    const isMost = value.kind === 'leaf' && (value.end - value.start) * 2 > source.length
    return isMost && looksEncrypted(textOf(value).slice(1, -1))
  })
}

function mergeTrees(trees: Each<JsonNode>, input: MergeInput): MergeOutcome {
  const { base, mine, theirs, newer, hints = {}, decisions = new Map() } = input
  const merge = new JsonMerge(newer, decisions)
  const merged = merge.value(trees, placesOf(hints), '')
  const { changes, choices } = merge
  // Where one side is as it was, the other is taken to the letter: its spaces and volatile values too.
  const exact = theirs === base ? mine : mine === base ? theirs : undefined
  const isOlderAlone = merged[otherSide(newer)] && !merged[newer]
  const { source, start, end } = trees[isOlderAlone ? otherSide(newer) : newer]
  const text = exact ?? `${source.slice(0, start)}${merged.text}${source.slice(end)}`
  return { kind: 'merged', format: 'json', text, changes, choices }
}
