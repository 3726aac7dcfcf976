import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import type { Credentials } from '../tls/identity.ts'
import type { Endpoint } from './addresses.ts'

/** More places to listen on, beside the one of the configuration. They come and go while the hub runs. */
export interface Listeners {
  /** Listens on these and no others. Those with HTTPS wait until there are credentials. */
  set(wanted: readonly Endpoint[], credentials: Credentials | undefined): Promise<void>
  /** What is listened on now. A port of 0 has become a real one. */
  readonly open: readonly Endpoint[]
  /** Why some are not. */
  readonly problems: readonly ListenProblem[]
  /** Takes nothing new, and resolves when the last connection has ended. */
  close(): Promise<void>
}

export interface ListenProblem {
  readonly endpoint: Endpoint
  /** The code of the system, such as EADDRINUSE. */
  readonly code: string
}

interface OpenListener {
  readonly endpoint: Endpoint
  readonly server: Server
  /** Its connections, by who is at the other end. */
  readonly sockets: Map<string, Socket>
}

/** How long an answer under way may take when a listener goes. */
const graceMs = 1_000
/** For a client that opens a connection for HTTPS and then says nothing. */
const handshakeMs = 10_000

const keyOf = ({ address, port, secure }: Endpoint) => `${secure} ${address} ${port}`
const peerOf = (socket: Socket) =>
  `${socket.remoteAddress} ${socket.remotePort} ${socket.localPort}`

/**
 * Hands every connection on to one HTTP server, as Node offers it (the event "connection"), so that
 * its limits, timeouts, routes and end hold for all of them alike.
 */
export function createListeners(http: HttpServer): Listeners {
  const listeners = new Map<string, OpenListener>()
  /** Who waits for an answer. */
  const busy = new Set<string>()
  let problems: ListenProblem[] = []
  let shown: Credentials | undefined

  http.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (listeners.size === 0) return
    const peer = peerOf(socket)
    busy.add(peer)
    response.once('close', () => busy.delete(peer))
  })

  const listen = async (endpoint: Endpoint, credentials: Credentials | undefined) => {
    const { address, port, secure } = endpoint
    if (secure && !credentials) return
    const server = secure ? httpsServer(http, credentials) : httpServer(http)
    const sockets = new Map<string, Socket>()
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket)
      sockets.set(peer, socket)
      socket.once('close', () => sockets.delete(peer))
    })
    try {
      const bound = await bind(server, address, port)
      listeners.set(keyOf(endpoint), {
        endpoint: { address, port: bound, secure },
        server,
        sockets,
      })
    } catch (error) {
      problems.push({ endpoint, code: String((error as NodeJS.ErrnoException).code) })
    }
  }

  /** Stops listening; who waits for an answer may have it. */
  const end = ({ server, sockets }: OpenListener) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const [peer, socket] of sockets) if (!busy.has(peer)) socket.destroy()
    })

  const cut = ({ sockets }: OpenListener) => {
    for (const socket of sockets.values()) socket.destroy()
  }

  return {
    async set(wanted, credentials) {
      problems = []
      const keys = new Map(wanted.map((endpoint) => [keyOf(endpoint), endpoint]))
      for (const [key, listener] of listeners) {
        const { secure } = listener.endpoint
        if (keys.has(key) && (!secure || credentials)) {
          // Clients that come back resume what they agreed on, unless there is a new certificate.
          const isNew = credentials && credentials.cert !== shown?.cert
          if (secure && isNew) (listener.server as TlsServer).setSecureContext(credentials)
          continue
        }
        listeners.delete(key)
        void end(listener)
        // Whoever switched it off may have come this way, and wants to read the answer.
        setTimeout(() => cut(listener), graceMs).unref()
      }
      for (const [key, endpoint] of keys) {
        if (!listeners.has(key)) await listen(endpoint, credentials)
      }
      shown = credentials
    },
    get open() {
      return [...listeners.values()].map(({ endpoint }) => endpoint)
    },
    get problems() {
      return problems
    },
    async close() {
      const ended = [...listeners.values()].map(end)
      listeners.clear()
      // The HTTP server does not look for idle connections any more once it has none of its own.
      const sweep = setInterval(() => http.closeIdleConnections(), 50)
      await Promise.all(ended)
      clearInterval(sweep)
    },
  }
}

/** With the options that Node's own HTTP server gives its sockets. */
const httpServer = (http: HttpServer): Server =>
  createServer({ allowHalfOpen: true, noDelay: true }, (socket) => http.emit('connection', socket))

function httpsServer(http: HttpServer, credentials: Credentials | undefined): Server {
  const options = { ...credentials, ALPNProtocols: ['http/1.1'], handshakeTimeout: handshakeMs }
  const server = createTlsServer({ ...options, noDelay: true }, (socket) => {
    http.emit('connection', socket)
  })
  // A client that does not like the certificate hangs up; that is its business.
  server.on('tlsClientError', (_, socket) => socket.destroy())
  return server
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      // One connection that could not be taken, for want of handles, say, is not the end of it.
      server.on('error', () => {})
      resolve((server.address() as { port: number }).port)
    })
  })
}
