/** Where a link leads: within the window, to the person's browser, or nowhere. */
export type Way = 'window' | 'browser' | 'nowhere'

/**
 * Where the window may go: only to the hub's own pages. Other pages, and signing in with a provider,
 * belong into the person's own browser (RFC 8252): there they see whom they give their password to.
 * @param origin of the hub, such as http://127.0.0.1:9693
 */
export function wayTo(address: string, origin: string): Way {
  const url = URL.parse(address)
  if (!url || url.username || url.password) return 'nowhere'
  if (url.origin === origin) {
    // Such as a download that the page has made.
    if (url.protocol === 'blob:') return 'window'
    return url.pathname.startsWith('/sign-in/') ? 'browser' : 'window'
  }
  return url.protocol === 'https:' ? 'browser' : 'nowhere'
}

/** What opens in a new window would: outside, even if it is the hub's. */
export function mayOpenOutside(address: string, origin: string): boolean {
  const way = wayTo(address, origin)
  return way === 'browser' || (way === 'window' && address.startsWith(`${origin}/`))
}

/** What the window may load: only what the hub serves, or the page itself has made. */
export function mayLoad(address: string, origin: string): boolean {
  const url = URL.parse(address)
  if (!url) return false
  // The tools for developers, which packages do not have.
  if (url.protocol === 'devtools:') return true
  return url.protocol === 'data:' || url.origin === origin
}

/** All that the window may ask of the system: to copy a key or an address. */
export const mayUse = (permission: string, requester: string, origin: string): boolean =>
  permission === 'clipboard-sanitized-write' && URL.parse(requester)?.origin === origin
