import { type Check, check } from './check.ts'

/** A request that came through a reverse proxy, as far as the hub can tell. */
export interface Proxied {
  /** The other end of the connection. */
  readonly peer: string
  /** Whether TRUST_PROXY names it. */
  readonly isTrusted: boolean
  /** Whether it says from where the request came. */
  readonly hasAddress: boolean
  /** Whether the request came by HTTPS, as far as the hub was told. */
  readonly isSecure: boolean
  /** By which name the hub was called, as the proxy passes it on. */
  readonly host: string
  /** Whether one of PUBLIC_URL has it. */
  readonly isPublicHost: boolean
}

/** What a proxy leaves out, each with the line to add. Pure; also says that all is well. */
export function proxyChecks(proxied: Proxied | undefined, publicUrls: readonly string[]): Check[] {
  if (!proxied) return []
  const { peer: address, host } = proxied
  if (!proxied.isTrusted) return [check('proxy_headers', 'warning', { address })]
  const [url] = publicUrls
  const found: Check[] = []
  if (!proxied.hasAddress) found.push(check('proxy_no_address', 'warning', { address }))
  if (url === undefined) found.push(check('proxy_no_public_url', 'warning', { host }))
  else {
    if (!proxied.isPublicHost) found.push(check('proxy_host', 'warning', { host, url }))
    if (url.startsWith('https:') && !proxied.isSecure) {
      found.push(check('proxy_no_scheme', 'warning', { url }))
    }
  }
  return found.length > 0 ? found : [check('proxy', 'ok', { address })]
}
