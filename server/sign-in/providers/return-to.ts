/** Stands for the hub; no address that a browser resolves can be meant by it. */
const hub = 'http://hub.invalid'
const longest = 1_500

/**
 * Where to go after a sign-in: a path on this hub, else the start page. It must be one to every
 * browser and proxy on the way, so whatever some of them read differently is not taken at all.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > longest) return '/'
  // Browsers drop tabs and newlines, and read a backslash as a slash.
  if (!/^\/[^\\\p{Cc}\p{Cs}\p{Z}]*$/u.test(value)) return '/'
  const url = URL.parse(value, hub)
  if (url?.origin !== hub) return '/'
  // Dots that go up can leave two slashes at the beginning; some proxies decode before they route.
  if (url.pathname.startsWith('//') || /%(?:2f|5c|[01]|7f)/i.test(url.pathname)) return '/'
  const path = url.pathname + url.search + url.hash
  // Other letters get longer, and a cookie must hold it.
  return path.length > longest ? '/' : path
}
