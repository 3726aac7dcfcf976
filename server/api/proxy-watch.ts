import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Proxied } from '../checks/proxy.ts'
import { isAtHost } from '../http/public-address.ts'
import { peersIn } from '../lib/peers.ts'
import type { RouteContext } from './context.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The last request of an owner that came through a proxy. */
    lastProxied(): Proxied | undefined
  }
}

/**
 * Notes how the owner comes in through a proxy, so that the doctor can tell what it leaves out, also on
 * the command line. Requests of others do not count: they could claim that a proxy is in between.
 */
export function setUpProxyWatch(app: FastifyInstance, { config }: Pick<RouteContext, 'config'>) {
  const { publicUrls } = config
  const isTrusted = peersIn(config.trustProxy ?? [])
  let last: Proxied | undefined
  app.decorate('lastProxied', () => last)
  app.addHook('preHandler', async (request) => {
    if (request.signedIn?.account.role !== 'owner') return
    const { headers, raw, host, protocol } = request
    const peer = raw.socket.remoteAddress ?? ''
    const proxied = {
      peer: peer.replace(/^::ffff:/i, ''),
      isTrusted: isTrusted(peer),
      hasAddress: 'x-forwarded-for' in headers,
      isSecure: protocol === 'https',
      host,
      isPublicHost: publicUrls.some((one) => isAtHost(new URL(one), host)),
    }
    if (isForwarded(request) || (proxied.isTrusted && proxied.isPublicHost)) last = proxied
    else if (wasRenamed(request, publicUrls)) last = proxied
  })
}

const signs = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip', 'via']

const isForwarded = ({ headers }: FastifyRequest) => signs.some((name) => name in headers)

/** The browser is at the public address, and the hub was called by another name. */
const wasRenamed = ({ headers: { origin }, host }: FastifyRequest, publicUrls: readonly string[]) =>
  publicUrls.some((one) => new URL(one).origin === origin && !isAtHost(new URL(one), host))
