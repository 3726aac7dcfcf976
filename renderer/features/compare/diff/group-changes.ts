import type { Change, Step } from './compare.ts'
import { readable } from './words.ts'

export interface Row {
  /** The way from the group to the place, each part as a person calls it. */
  readonly labels: string[]
  readonly change: Change
}

export interface Group {
  readonly key: string
  readonly rows: Row[]
}

function labelOf({ key, name, item }: Step): string {
  if (name !== undefined) return name
  if (!item) return readable(key)
  return /^\d+$/.test(key) ? `#${Number(key) + 1}` : key
}

/** Sorts changes under the first key on their way, in the order in which the keys come. */
export function groupChanges(changes: readonly Change[]): Group[] {
  const groups = Map.groupBy(changes, ({ path: [first] }) =>
    first === undefined || first.item ? '' : first.key,
  )
  return [...groups].map(([key, members]) => ({
    key,
    rows: members.map((change) => {
      const below = key === '' ? change.path : change.path.slice(1)
      return { labels: below.map(labelOf), change }
    }),
  }))
}
