import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { mayPass } from '../../client/errors.ts'
import { pinnedFetch } from '../../client/pinned-fetch.ts'
import { addressOf, callHub } from '../../client/request.ts'
import type { LinkedHub } from './link.ts'
import { LinkError } from './link-error.ts'
import { quietFetch } from './quiet-fetch.ts'

type OtherHub = Extract<LinkedHub, { kind: 'other' }>

/** The HTTPS of a hub, as whoever answers there shows it. Without a fingerprint it proves nothing. */
export interface SeenHttps {
  readonly url: string
  readonly fingerprint: string
  /** An authority that this machine trusts vouches for it. */
  readonly isTrusted: boolean
}

const timeoutMs = 5_000

/** Looks for the HTTPS of a hub without sending a key. */
export type SeeHttps = (hub: string) => Promise<SeenHttps | 'none' | 'away'>

export const seeHttps: SeeHttps = async (hub) => {
  const url = URL.parse(hub)
  if (!url) return 'none'
  if (url.protocol === 'http:') {
    const port = await httpsPortOf(hub)
    if (typeof port === 'string') return port
    url.protocol = 'https:'
    url.port = String(port)
  }
  const seen = await handshake(url)
  return seen ? { url: addressOf(url, ''), ...seen } : 'none'
}

async function httpsPortOf(hub: string): Promise<number | 'none' | 'away'> {
  const options = { hub, timeoutMs, fetch: quietFetch }
  const answer = await callHub(options, { path: '/api/v1/hub' }).catch((error) => {
    // What answers otherwise is a hub of an earlier version, or none.
    return mayPass(error) ? undefined : { body: {} as Readonly<Record<string, unknown>> }
  })
  if (!answer) return 'away'
  const { port } = (answer.body.tls ?? {}) as { readonly port?: unknown }
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  return isPort ? port : 'none'
}

/** @returns undefined where nobody answers by TLS */
function handshake(url: URL): Promise<Omit<SeenHttps, 'url'> | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      // It is only looked at: nothing is sent over it.
      rejectUnauthorized: false,
      timeout: timeoutMs,
    })
    const end = (seen?: Omit<SeenHttps, 'url'>) => {
      socket.destroy()
      resolve(seen)
    }
    socket.on('error', () => end()).on('timeout', () => end())
    socket.on('secureConnect', () => {
      try {
        const key = socket
          .getPeerX509Certificate()
          ?.publicKey.export({ type: 'spki', format: 'der' })
        const fingerprint = key && createHash('sha256').update(key).digest('hex')
        end(fingerprint ? { fingerprint, isTrusted: socket.authorized } : undefined)
      } catch {
        end()
      }
    })
  })
}

/**
 * The address to which a key may go. Where the hub has HTTPS, that is the only one, and only with its
 * fingerprint, or where an authority vouches for it. @throws LinkError that says what to compare
 */
export async function provenHub(hub: OtherHub, see: SeeHttps = seeHttps): Promise<OtherHub> {
  const { url, pin } = hub
  const isEncrypted = url.toLowerCase().startsWith('https:')
  if (pin !== undefined && isEncrypted) return hub
  if (!isEncrypted && isHere(url)) return hub
  const seen = await see(url)
  if (pin !== undefined) {
    if (typeof seen !== 'string') return { ...hub, url: seen.url }
    throw new LinkError(
      `A fingerprint is proved over HTTPS alone, and no HTTPS was found at ${url}. Nothing was sent. Give the https:// address of the hub.`,
      409,
    )
  }
  // One that is away is looked at again before a key goes to it.
  if (typeof seen === 'string') return hub
  if (seen.isTrusted) return { ...hub, url: seen.url }
  throw new LinkError(
    `The key was not sent, because any computer on the network could pretend to be this hub. What answers there has the fingerprint ${seen.fingerprint}. Compare it with the one that the hub says on its own computer (http://127.0.0.1:9693/api/v1/hub), and give that as the fingerprint.`,
    409,
  )
}

/** Nothing leaves this machine. */
export function isHere(url: string): boolean {
  const { hostname = '' } = URL.parse(url) ?? {}
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/**
 * A `fetch` for a hub whose fingerprint nobody has said: what answers first by HTTPS is the hub, and
 * nobody else after that. Only a hub without HTTPS is talked to in clear.
 */
export function firstSeenFetch(
  hub: () => string,
  see: SeeHttps = seeHttps,
): typeof globalThis.fetch {
  let send: typeof globalThis.fetch | undefined
  const open = async (address: string): Promise<typeof globalThis.fetch> => {
    if (isHere(address) || !address.startsWith('http:')) return quietFetch
    const seen = await see(address)
    if (seen === 'away') throw new TypeError('fetch failed')
    if (seen === 'none') return quietFetch
    const fetch = seen.isTrusted ? quietFetch : pinnedFetch(seen.fingerprint)
    return (input, init) => fetch(`${seen.url}${String(input).slice(address.length)}`, init)
  }
  return async (input, init) => {
    send ??= await open(addressOf(hub(), ''))
    return send(input, init)
  }
}
