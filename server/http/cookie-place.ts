import type { FastifyRequest } from 'fastify'

/**
 * The name of a cookie and where it holds. Over HTTPS its prefix keeps other hosts and plain HTTP from
 * setting it. Under a path of PUBLIC_URL it holds for that path alone: what else runs on the host is
 * not sent it. A name with `__Host-` could not say so.
 */
export function cookiePlace(
  { protocol, basePath }: Pick<FastifyRequest, 'protocol' | 'basePath'>,
  plainName: string,
) {
  const secure = protocol === 'https'
  const prefix = secure ? (basePath === '' ? '__Host-' : '__Secure-') : ''
  return { name: `${prefix}${plainName}`, path: basePath || '/', secure }
}
