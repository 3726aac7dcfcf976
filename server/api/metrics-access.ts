import type { FastifyRequest } from 'fastify'
import { HubError } from '../lib/errors.ts'
import { isEqualSecret } from '../lib/secrets.ts'
import { hostNameOf } from './known-hosts.ts'

/** Whether a request brings METRICS_TOKEN. */
export function bringsMetricsToken(
  { headers: { authorization = '' } }: FastifyRequest,
  token: string | undefined,
): boolean {
  const sent = /^bearer\s+(.*)$/i.exec(authorization)?.[1]?.trim()
  return token !== undefined && sent !== undefined && isEqualSecret(sent, token)
}

/**
 * Lets programs on this machine read the figures without a token. @throws HubError for all others:
 * without a token there is nothing for them at this address.
 */
export function refuseMetricsToStrangers(request: FastifyRequest, token: string | undefined): void {
  if (isAskedHere(request)) return
  throw new HubError(token === undefined ? 'route_unknown' : 'metrics_token_needed')
}

/**
 * A program on this machine asks, and passes on nobody's question: what comes through a proxy has a
 * header of it, or the name of the hub. A forwarded address proves nothing: a client may have made it up.
 */
function isAskedHere({ raw: { socket, headers, httpVersion } }: FastifyRequest): boolean {
  const isLoopback = loopback.test(socket.remoteAddress ?? '')
  const isForwarded = Object.keys(headers).some((name) => ofProxies.test(name))
  // nginx that was told nothing else adds no header, calls the hub by its address, and speaks HTTP/1.0.
  const isOld = httpVersion === '1.0'
  const host = hostNameOf(headers.host ?? '')
  return isLoopback && !isForwarded && !isOld && host !== undefined && ownName.test(host)
}

const loopback = /^(?:(?:::ffff:)?127\.[\d.]+|::1)$/
const ownName = /^(?:127\.[\d.]+|::1|localhost)$/
const ofProxies = /^(?:x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|forwarded|via)$/
