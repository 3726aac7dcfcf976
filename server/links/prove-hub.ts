import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { callHub } from '../../client/request.ts'
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

/** Looks for the HTTPS of a hub without sending a key. @returns undefined where there is none */
export async function seeHttps(hub: string): Promise<SeenHttps | undefined> {
  const url = URL.parse(hub)
  if (!url) return undefined
  if (url.protocol === 'http:') {
    const port = await httpsPortOf(hub)
    if (port === undefined) return undefined
    url.protocol = 'https:'
    url.port = String(port)
  }
  const seen = await handshake(url)
  return seen && { url: url.href.replace(/\/+$/, ''), ...seen }
}

async function httpsPortOf(hub: string): Promise<number | undefined> {
  const { body } = await callHub(
    { hub, timeoutMs, fetch: quietFetch },
    { path: '/api/v1/hub' },
  ).catch(() => ({ body: {} as Readonly<Record<string, unknown>> }))
  const { port } = (body.tls ?? {}) as { readonly port?: unknown }
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  return isPort ? port : undefined
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
export async function provenHub(hub: OtherHub, see = seeHttps): Promise<OtherHub> {
  const { url, pin } = hub
  const isEncrypted = url.toLowerCase().startsWith('https:')
  if (pin !== undefined && isEncrypted) return hub
  if (!isEncrypted && isHere(url)) return hub
  const seen = await see(url)
  if (pin !== undefined) {
    if (seen) return { ...hub, url: seen.url }
    throw new LinkError(
      `A fingerprint is proved over HTTPS alone, and no HTTPS was found at ${url}. Nothing was sent. Give the https:// address of the hub.`,
      409,
    )
  }
  if (!seen) return hub
  if (seen.isTrusted) return { ...hub, url: seen.url }
  throw new LinkError(
    `The key was not sent, because any computer on the network could pretend to be this hub. What answers there has the fingerprint ${seen.fingerprint}. Compare it with the one that the hub itself shows, and give that as the fingerprint.`,
    409,
  )
}

/** Nothing leaves this machine. */
export function isHere(url: string): boolean {
  const { hostname = '' } = URL.parse(url) ?? {}
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
