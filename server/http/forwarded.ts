import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

/** Decisions hang on these. Of two, a proxy and the hub may each believe another one. */
const decisive = ['host', 'origin', 'authorization', 'x-forwarded-host', 'x-forwarded-proto']

const schemes = ['http', 'https']

/**
 * Refuses doubled headers, and writes the forwarded ones as Fastify reads them. Several lines of
 * X-Forwarded-For are one list (RFC 9110, 5.3): HAProxy adds a line of its own.
 * @param more headers that decide something here, in small letters
 */
export function setUpForwarded(app: FastifyInstance, more: readonly string[]): void {
  const single = [...decisive, ...more]
  app.addHook('onRequest', async ({ raw: { headers, rawHeaders } }) => {
    const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
    const doubled = single.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
    if (doubled) throw new HubError('header_doubled', { header: doubled })
    const { 'x-forwarded-for': hops, 'x-forwarded-proto': proto } = headers
    if (hops !== undefined) {
      headers['x-forwarded-for'] = [hops].flat().join(',').split(',').map(hopAddress).join(', ')
    }
    if (proto !== undefined) {
      const scheme = String(proto).split(',').at(-1)?.trim().toLowerCase() ?? ''
      if (schemes.includes(scheme)) headers['x-forwarded-proto'] = scheme
      else delete headers['x-forwarded-proto']
    }
  })
}

/** The address alone: some proxies write the port too, with which every connection were another visitor. */
export function hopAddress(text: string): string {
  const plain = text.trim().replace(/^"(.*)"$/, '$1')
  const address =
    /^\[([^\]]*)\](?::\d+)?$/.exec(plain)?.[1] ?? plain.replace(/^([\d.]+):\d+$/, '$1')
  return isIP(address) === 0 ? 'unknown' : address
}
