import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** How much of a body that nobody wants is taken, and for how long, before the line is cut. */
export interface Patience {
  readonly bytes: number
  readonly ms: number
}

const patience: Patience = { bytes: 64 * 1024 ** 2, ms: 10_000 }

const refused = new WeakSet<Socket>()

/** Whether the request that still comes in here has its answer already. */
export const isRefused = (socket: Socket): boolean => refused.has(socket)

/**
 * Takes the rest of a refused body off the wire and throws it away. Many clients read the answer
 * only once they have sent everything: closing the connection at once would reset it, and they
 * would never see why they were refused. @returns when the body has ended, or was cut off
 */
export function takeRest(request: IncomingMessage, { bytes, ms } = patience): Promise<void> {
  const { socket } = request
  let left = bytes
  refused.add(socket)
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), ms).unref()
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) socket.destroy()
    })
    request.once('close', () => {
      clearTimeout(timer)
      refused.delete(socket)
      resolve()
    })
  })
}
