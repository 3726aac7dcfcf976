import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

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
    // Nor does it look again at those that become idle later, such as after a stream of events.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(sweep))
  })
  app.addHook('onRequest', async () => {
    if (closing) throw new HubError('closing', { seconds: 1 })
  })
  // Tells the client not to send another request where it would find nobody.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
}
