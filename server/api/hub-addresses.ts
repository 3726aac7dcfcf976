import type { FastifyRequest } from 'fastify'
import { type HubAddress, isLoopback } from '../discovery/addresses.ts'
import type { Lan } from '../discovery/lan.ts'
import { addressOf } from '../http/public-address.ts'

/**
 * The addresses of the hub for whoever asks, the best for a phone first: the public ones, then that by
 * which the page was opened. It works for one device already, and where the hub runs in a container it
 * is the only one on the network that can be known.
 */
export function addressesFor(request: FastifyRequest, lan: Pick<Lan, 'addresses'>): HubAddress[] {
  const all = lan.addresses()
  const { protocol, hostname, socket } = request
  if (isLoopback(hostname.replace(/^\[|\]$/g, ''))) return all
  const url = addressOf(request)
  const opened = all.find((one) => one.url === url) ?? {
    url,
    kind: 'lan' as const,
    usable: true,
    pinned: protocol === 'https' && 'encrypted' in socket,
  }
  const others = all.filter((one) => one !== opened)
  const isPublic = ({ kind }: HubAddress) => kind === 'public'
  return [...others.filter(isPublic), opened, ...others.filter((one) => !isPublic(one))]
}
