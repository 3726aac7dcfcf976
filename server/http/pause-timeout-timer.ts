import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Node looks for slow requests every few seconds for as long as a server listens, and so wakes an
 * idle computer for nothing: while there is no connection, the look rests. Node offers no way to
 * say so; where its timer cannot be found, it looks on as always.
 */
export function setUpRestingChecks({ server }: FastifyInstance, every: number): void {
  let connections = 0
  server.on('listening', () => {
    if (connections === 0) rest(server)
  })
  server.on('connection', (socket: Socket) => {
    connections += 1
    if (connections === 1) wake(server, every)
    socket.once('close', () => {
      connections -= 1
      if (connections === 0) rest(server)
    })
  })
}

type Timers = Server & Record<symbol, NodeJS.Timeout | undefined>

const looks = new WeakMap<Server, () => void>()

const keyOf = (server: Server) =>
  Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connectionsCheckingInterval',
  )

function rest(server: Server): void {
  const key = keyOf(server)
  const timer = key && (server as Timers)[key]
  if (!timer?._onTimeout) return
  looks.set(server, timer._onTimeout)
  clearInterval(timer)
}

function wake(server: Server, every: number): void {
  const key = keyOf(server)
  const look = looks.get(server)
  if (!key || !look) return
  looks.delete(server)
  // In its own place, where Node finds and ends it when the server closes.
  ;(server as Timers)[key] = setInterval(look, every).unref()
}
