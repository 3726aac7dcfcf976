/** The options that choose an account, an app, or both. */
export interface SlotOptions {
  readonly account?: string
  readonly app?: string
}

/** The same as a query, empty where nothing was chosen. */
export function filterQuery({ account, app }: SlotOptions): string {
  const query = new URLSearchParams({ ...(account && { account }), ...(app && { app }) })
  return query.size > 0 ? `?${query}` : ''
}
