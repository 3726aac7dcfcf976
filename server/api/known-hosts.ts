import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** Names that no stranger can point at an address of their choice, since no registry gives them out. */
const privateEndings = ['.local', '.localhost', '.lan', '.internal', '.home.arpa']

/**
 * Whether a Host header is one of the hub's own. A web page can make its own domain point at the
 * hub (DNS rebinding) and would then count as the same site; an address or a private name it cannot.
 */
export function isKnownHost(host: string, publicUrls: readonly string[]): boolean {
  const name = hostNameOf(host)
  if (name === undefined) return false
  if (isIP(name) !== 0) return true
  // A name without a dot is given out by the local network only.
  if (!name.includes('.') || name === hostname().toLowerCase()) return true
  if (privateEndings.some((ending) => name.endsWith(ending))) return true
  return publicUrls.some((one) => hostNameOf(new URL(one).host) === name)
}

/** A name or an address and perhaps a port: no user, no path, nothing that only some parsers read so. */
const hostPattern = /^(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** The name in a Host header, without port, brackets, and the dot that may end a full name. */
export function hostNameOf(host: string): string | undefined {
  if (!hostPattern.test(host)) return undefined
  const name = URL.parse(`http://${host}`)?.hostname
  return name?.replace(/^\[|\]$|\.$/g, '') || undefined
}
