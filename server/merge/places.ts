import { keysOf } from '../../app-modules/pointer.ts'
import type { MergeHints } from './outcome.ts'

/** What is said about one place, and about those below it. */
interface Place {
  readonly below: Map<string, Place>
  readonly flags: Set<Flag>
  /** The keys from an item of a list to what tells it from the others. */
  identity?: readonly string[]
}

export type Flag = 'atomic' | 'volatile' | 'perDevice'

/** All that is said about one place: by its own key, and by `*`. */
export type Places = readonly Place[]

const nowhere: Places = []

/** The pointers of the hints as a tree, so that a walk through the settings knows at each step what is said. */
export function placesOf(hints: MergeHints, perDevice: readonly string[] = []): Places {
  const root: Place = { below: new Map(), flags: new Set() }
  for (const pointer of hints.atomic ?? []) placeAt(root, pointer).flags.add('atomic')
  for (const pointer of hints.volatile ?? []) placeAt(root, pointer).flags.add('volatile')
  for (const pointer of perDevice) placeAt(root, pointer).flags.add('perDevice')
  for (const [pointer, identity] of Object.entries(hints.identity ?? {})) {
    placeAt(root, pointer).identity = keysOf(identity)
  }
  return root.below.size > 0 ? [root] : nowhere
}

function placeAt(root: Place, pointer: string): Place {
  let place = root
  for (const key of keysOf(pointer)) {
    const next = place.below.get(key) ?? { below: new Map(), flags: new Set() }
    place.below.set(key, next)
    place = next
  }
  return place
}

/** What is said about the place one step below, by its own key first. */
export function below(places: Places, ...keys: readonly string[]): Places {
  if (places.length === 0) return nowhere
  const found: Place[] = []
  for (const place of places) {
    for (const key of [...keys, '*']) {
      const next = place.below.get(key)
      if (next) found.push(next)
    }
  }
  return found
}

/** What is said about the place of this very key, by no `*`. */
export const at = (places: Places, key: string): Places =>
  places.flatMap((place) => place.below.get(key) ?? [])

/** Whether it is said of any place one step below. */
export const hasBelow = (places: Places, flag: Flag): boolean =>
  places.some((place) => [...place.below.values()].some(({ flags }) => flags.has(flag)))

export const isSaid = (places: Places, flag: Flag): boolean =>
  places.some(({ flags }) => flags.has(flag))

/** What tells apart the items of the list at this place. */
export const identityAt = (places: Places): readonly string[] | undefined =>
  below(places).find(({ identity }) => identity)?.identity
