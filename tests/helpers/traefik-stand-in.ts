import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { createServer } from 'node:https'
import { makeCertificate } from './certificate.ts'

export interface TraefikOptions {
  readonly port: number
  /** Where the hub is. */
  readonly to: string
  /** Takes this path off, as its middleware `stripPrefix` does. */
  readonly strip?: string
  /** Adds a line of its own to what a client has sent, as HAProxy does, and as Traefik with `insecure`. */
  readonly addsLine?: boolean
}

const hopByHop = ['connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'proxy-connection']

/**
 * Stands for Traefik 3, as far as its headers go: what a client claims to be forwarded for is dropped,
 * and Host is passed on. @returns what stops it
 */
export async function startTraefik(folder: string, options: TraefikOptions) {
  const { cert, key } = makeCertificate(folder)
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
  server.on('request', (incoming, answer) => {
    const { strip = '' } = options
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://hub')
    const isBelow = pathname.startsWith(strip)
    const path = (isBelow ? pathname.slice(strip.length) || '/' : pathname) + search
    const outgoing = request(new URL(path, options.to), {
      method: incoming.method,
      path,
      headers: forwarded(incoming.headers, incoming.socket.remoteAddress ?? '', options),
      setHost: false,
    })
    outgoing.on('response', (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
      answer.flushHeaders()
      reply.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    answer.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

function forwarded(
  sent: IncomingHttpHeaders,
  client: string,
  { port, strip, addsLine }: TraefikOptions,
): Record<string, string | string[] | undefined> {
  const kept = Object.entries(sent).filter(
    ([name]) =>
      !hopByHop.includes(name) && !name.startsWith('x-forwarded-') && name !== 'x-real-ip',
  )
  const before = addsLine ? [sent['x-forwarded-for'] ?? []].flat() : []
  return {
    ...Object.fromEntries(kept),
    'x-forwarded-for': before.length > 0 ? [...before, client] : client,
    'x-forwarded-host': sent.host,
    'x-forwarded-port': String(port),
    'x-forwarded-proto': 'https',
    'x-forwarded-server': 'traefik',
    'x-real-ip': client,
    ...(strip && { 'x-forwarded-prefix': strip }),
  }
}
