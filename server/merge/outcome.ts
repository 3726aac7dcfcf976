/** One of the two copies that were changed at the same time. */
export type Side = 'mine' | 'theirs'

export const otherSide = (side: Side): Side => (side === 'mine' ? 'theirs' : 'mine')

/** What an app module says about the places of an export. Pointers are JSON Pointers, `*` any key or index. */
export interface MergeHints {
  /**
   * For the items of a list, such as `/apps/*`: the pointer from an item to what tells it from the
   * others, such as `/id`; `''` is the item itself.
   */
  readonly identity?: Readonly<Record<string, string>>
  /** Taken as a whole from one side. */
  readonly atomic?: readonly string[]
  /**
   * Changes without a person's edit, and is never a choice: it comes with the object around it if one
   * side alone changed that, and from the newer copy else.
   */
  readonly volatile?: readonly string[]
}

export interface MergeInput {
  /** What both copies came from. */
  readonly base: string
  readonly mine: string
  readonly theirs: string
  /** Whose copy was saved later: a choice without a decision is its. */
  readonly newer: Side
  readonly hints?: MergeHints
  /** The side to take, by the path of a choice. A path that names no choice is passed over. */
  readonly decisions?: ReadonlyMap<string, Side>
}

/** A change that was taken without asking. */
export interface MergeChange {
  /** `both`: the same change on both sides. */
  readonly from: Side | 'both'
  /** `moved`: the items of the list at `path` stand in another order. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly path: string
  /** The very text of the value; missing where there was none. */
  readonly before?: string
  readonly after?: string
}

/** Both sides changed one place, each in its own way. */
export interface MergeChoice {
  /** `order`: both moved items of the list at `path`; the texts are the lists of what tells them apart. */
  readonly kind: 'value' | 'order'
  /** No other choice has the same. */
  readonly path: string
  /** The very texts; missing where there is none. */
  readonly base?: string
  readonly mine?: string
  readonly theirs?: string
  /** What the merged text holds: the decision, or else the newer. */
  readonly taken: Side
}

export type MergeOutcome =
  | {
      readonly kind: 'merged'
      /** `text` is merged line by line, which no app has promised to read: only ever by hand. */
      readonly format: 'json' | 'text'
      readonly text: string
      readonly changes: readonly MergeChange[]
      readonly choices: readonly MergeChoice[]
    }
  | { readonly kind: 'refused'; readonly reason: 'encrypted' | 'bytes' }
