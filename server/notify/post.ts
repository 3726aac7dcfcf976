import { lookup as lookUp } from 'node:dns'
import { type ClientRequest, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { reachOf } from '../lib/address-reach.ts'
import type { Outgoing } from './formats.ts'

/** How it went, as far as the hub can tell. */
export type Outcome =
  | { readonly code: 'delivered'; readonly status: number }
  /** Another status than 2xx. */
  | { readonly code: 'answered'; readonly status: number; readonly retryAfterMs?: number }
  /** It would have to go elsewhere, which the owner has not said. */
  | { readonly code: 'redirected'; readonly status: number }
  | { readonly code: 'timeout' }
  /** The target is, or its name leads to, an address that it may not be at. */
  | { readonly code: 'address_refused'; readonly address: string; readonly reach: string }
  | { readonly code: 'name_unknown' }
  | { readonly code: 'unreachable'; readonly reason: string }
  | { readonly code: 'stopped' }

export interface PostOptions {
  /** The owner has said that it is in a private network, or on this machine. */
  readonly private: boolean
  /** All of it ends then, whatever it is at. */
  readonly signal: AbortSignal
  readonly timeoutMs?: number
  /** Finds the addresses of a name. */
  readonly lookup?: Lookup
}

export type Lookup = (
  name: string,
  done: (error: Error | null, addresses: readonly { address: string; family: number }[]) => void,
) => void

export const timeoutMs = 5_000
/** No service answers more to a message; the rest is not read. */
const maxAnswer = 64 * 1024

class AddressRefused extends Error {
  readonly address: string
  constructor(address: string) {
    super('the address is refused')
    this.address = address
  }
}

const lookUpAll: Lookup = (name, done) =>
  lookUp(name, { all: true }, (error, found) => done(error, found ?? []))

/**
 * Sends a message to an address that somebody has typed. The connection goes only to an address that
 * was checked: names are looked up here, once, so that no second answer leads elsewhere. It follows
 * no redirect, reads hardly any of the answer, and is over after 5 seconds.
 */
export function post(outgoing: Outgoing, options: PostOptions): Promise<Outcome> {
  const { url, headers, body } = outgoing
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const mayReach = (address: string) => {
    const reach = reachOf(address)
    return reach === 'public' || (options.private && reach === 'private')
  }
  const refused = (address: string): Outcome => ({
    code: 'address_refused',
    address,
    reach: reachOf(address),
  })
  // An address is not looked up, so it is checked here. URL has written 2130706433 as 127.0.0.1.
  if (isIP(host) && !mayReach(host)) return Promise.resolve(refused(host))
  const timeout = AbortSignal.timeout(options.timeoutMs ?? timeoutMs)
  const signal = AbortSignal.any([timeout, options.signal])
  const failed = (error: NodeJS.ErrnoException): Outcome => {
    if (error instanceof AddressRefused) return refused(error.address)
    if (timeout.aborted) return { code: 'timeout' }
    if (signal.aborted) return { code: 'stopped' }
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return { code: 'name_unknown' }
    return { code: 'unreachable', reason: error.code ?? error.name }
  }
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    let request: ClientRequest
    let outcome: Outcome | undefined
    try {
      request = send(url, {
        method: 'POST',
        headers: {
          ...headers,
          'user-agent': 'SxncD-hub',
          'content-length': Buffer.byteLength(body),
        },
        // Nothing is kept open, and no proxy of the environment stands between.
        agent: false,
        lookup: checkedLookup(options.lookup ?? lookUpAll, mayReach),
        signal,
      })
    } catch (error) {
      // A user or password in the address that no header can hold.
      return resolve(failed(error as NodeJS.ErrnoException))
    }
    request.on('error', (error) => resolve(outcome ?? failed(error)))
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        // Whatever has chosen the address: what is connected now is what counts.
        const address = socket.remoteAddress ?? ''
        if (!mayReach(address)) request.destroy(new AddressRefused(address))
      })
    })
    request.on('response', (response) => {
      outcome = outcomeOf(response.statusCode ?? 0, response.headers['retry-after'])
      let read = 0
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > maxAnswer) response.destroy()
      })
      response.on('error', () => {})
      response.on('close', () => resolve(outcome as Outcome))
    })
    request.end(body)
  })
}

/** Answers those addresses of a name that may be reached; an error where there is none. */
const checkedLookup =
  (find: Lookup, mayReach: (address: string) => boolean): LookupFunction =>
  (name, options, done) => {
    find(name, (error, found) => {
      if (error) return done(error, '', 0)
      const good = found.filter(({ address }) => mayReach(address))
      const [first] = good
      if (!first) return done(new AddressRefused(found[0]?.address ?? ''), '', 0)
      if (options.all) return done(null, [...good])
      done(null, first.address, first.family)
    })
  }

function outcomeOf(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 300) return { code: 'delivered', status }
  if (status >= 300 && status < 400) return { code: 'redirected', status }
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined
  return {
    code: 'answered',
    status,
    ...(seconds !== undefined && { retryAfterMs: seconds * 1_000 }),
  }
}

/** Whether the same message may get through later, without a person. */
export function mayPass(outcome: Outcome): boolean {
  if (outcome.code === 'answered') {
    return outcome.status >= 500 || [408, 425, 429].includes(outcome.status)
  }
  return ['timeout', 'name_unknown', 'unreachable'].includes(outcome.code)
}
