/** What a walk is given. */
export interface Start {
  readonly url: string
  readonly setUpToken: string
  readonly controlToken: string
}

/** What a walk has seen: set-up, key, sync with an object and a text, history, restore, pull. */
export interface Walked {
  readonly owner: string
  readonly created: { readonly action: string; readonly theme: unknown }
  readonly replaced: { readonly action: string; readonly data: unknown }
  readonly kept: { readonly action: string; readonly data: unknown }
  readonly history: readonly number[]
  readonly restored: number
  readonly pulled: unknown
  /** The status where nothing has changed since. */
  readonly again: number
  readonly refused: { readonly status: number; readonly error: string }
}
