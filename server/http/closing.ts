import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../errors.ts'

/** Once the hub stops: what is new is refused, and each connection ends with its last answer. */
export function setUpClosing(app: FastifyInstance): void {
  let closing = false
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    closing = true
    // Browsers open connections ahead of need. Node does not count those as idle and would wait.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  })
  app.addHook('onRequest', async () => {
    if (closing) throw new HubError('closing', { seconds: 1 })
  })
  // A connection that is kept alive would hold up the stop until it times out.
  app.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}
