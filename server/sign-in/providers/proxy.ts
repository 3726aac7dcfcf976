import { peersIn } from '../../lib/peers.ts'
import { newSecret } from '../../lib/secrets.ts'
import { labelOf } from './label.ts'
import { type Arrival, type Identity, type Provider, SignInProblem } from './provider.ts'

export interface ProxyOptions {
  readonly name: string
  /** In small letters. */
  readonly header: string
  /** Addresses and networks of the proxies, as `TRUST_PROXY` has them. */
  readonly trusted: readonly string[]
  readonly redirectUri: string
}

/**
 * The reverse proxy has signed people in itself, and names them in a header. Anybody can write one,
 * so it counts only where the other end of the connection is the proxy: never by what is forwarded.
 * The sign-in is begun and finished like every other one, in one browser and once.
 */
export function createProxy(options: ProxyOptions): Provider {
  const { header, redirectUri } = options
  const isTrusted = peersIn(options.trusted)

  const named = ({ headers, peer }: Arrival): Identity | undefined => {
    const sent = headers[header]
    if (!sent || !isTrusted(peer)) return undefined
    const subject = readName(sent)
    // The same word in another header may be another person.
    return { issuer: `proxy:${header}`, subject, label: labelOf(subject) }
  }

  return {
    type: 'proxy',
    name: options.name,
    begin: async () => {
      const state = newSecret()
      return { url: `${redirectUri}?state=${state}`, secrets: { state, codeVerifier: '' } }
    },
    finish: async (callback, { state }, arrival) => {
      if (callback.searchParams.get('state') !== state) {
        throw new SignInProblem('state', 'the answer belongs to another sign-in')
      }
      const identity = named(arrival)
      if (identity) return identity
      const reason = isTrusted(arrival.peer)
        ? `the proxy sent no ${header}`
        : `TRUST_PROXY does not name ${arrival.peer}, so its ${header} does not count`
      throw new SignInProblem('provider_refused', reason)
    },
    named,
  }
}

const longest = 200

/** @throws SignInProblem for what some reader on the way may take for another name */
function readName(sent: string | string[]): string {
  const bytes = Buffer.from(String(sent), 'latin1')
  let name = ''
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SignInProblem('provider_refused', 'the name that the proxy sent is not UTF-8')
  }
  // Two headers that were joined have a comma: a client's own, and that of the proxy.
  if (name.length > longest || /[,\p{Cc}\p{Cf}]/u.test(name)) {
    throw new SignInProblem('provider_refused', 'the name that the proxy sent is none')
  }
  return name
}
