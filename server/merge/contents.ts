import { type JsonNode, stringValue, textOf } from '../lib/json-tree.ts'
import { below, isSaid, type Places } from './places.ts'

/**
 * Numbers the contents of values: two values have the same number if they say the same, white space,
 * the order of keys, spellings of a string and volatile values aside. One pass over each text; from
 * then on a comparison costs nothing, however large the values are.
 */
export class Contents {
  readonly #numbers = new Map<string, number>()
  readonly #known = new Map<JsonNode, number>()
  readonly #ambiguous = new Set<JsonNode>()

  /** Has to be called with the root of each text first. */
  add(node: JsonNode, places: Places): number {
    const number = this.#numberOf(this.#spell(node, places))
    this.#known.set(node, number)
    return number
  }

  of(node: JsonNode | undefined): number | undefined {
    return node && this.#known.get(node)
  }

  same(one: JsonNode | undefined, other: JsonNode | undefined): boolean {
    return this.of(one) === this.of(other)
  }

  /** An object with a key twice: apps differ in which they read, so nothing reaches into it. */
  isAmbiguous(node: JsonNode): boolean {
    return this.#ambiguous.has(node)
  }

  #numberOf(spelled: string): number {
    const known = this.#numbers.get(spelled)
    if (known !== undefined) return known
    this.#numbers.set(spelled, this.#numbers.size)
    return this.#numbers.size - 1
  }

  #spell(node: JsonNode, places: Places): string {
    if (node.kind === 'leaf') {
      const text = textOf(node)
      return text[0] === '"' ? `"${stringValue(text)}` : text
    }
    if (node.kind === 'list') {
      const items = node.parts.map(({ key, value }) => this.add(value, below(places, key)))
      return `[${items.join()}`
    }
    return this.#spellObject(node, places)
  }

  #spellObject(node: JsonNode, places: Places): string {
    const members: (readonly [key: number, value: number])[] = []
    const keys = new Set<string>()
    for (const { key, value } of node.parts) {
      keys.add(key)
      const here = below(places, key)
      const number = this.add(value, here)
      if (!isSaid(here, 'volatile')) members.push([this.#numberOf(`k${key}`), number])
    }
    if (keys.size < node.parts.length) {
      this.#ambiguous.add(node)
      return `2{${members.join()}`
    }
    return `{${members.sort((one, other) => one[0] - other[0]).join()}`
  }
}
