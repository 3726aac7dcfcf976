import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** How much of a body that nobody wants is taken, and for how long, before the line is cut. */
export interface Patience {
  readonly bytes: number
  readonly ms: number
}

const patience: Patience = { bytes: 64 * 1024 ** 2, ms: 10_000 }

const refused = new WeakSet<Socket>()
/** How many bodies are thrown away at this moment. */
let underWay = 0
/** Beyond so many there is no time for each: what they have sent fills the memory. */
const mostUnderWay = 50
const shortMs = 500

/** Whether the request that still comes in here has its answer already. */
export const isRefused = (socket: Socket): boolean => refused.has(socket)

/**
 * A body as it comes. Whoever stops to read it leaves the rest on the wire, so that a refusal can
 * still be answered: read by itself, or by `yield*`, the request would be destroyed.
 */
export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk
}

/**
 * Takes the rest of a refused body off the wire and throws it away. Many clients read the answer
 * only once they have sent everything: closing the connection at once would reset it, and they
 * would never see why they were refused. @returns when the body has ended, or was cut off
 */
export function takeRest(request: IncomingMessage, { bytes, ms } = patience): Promise<void> {
  const { socket } = request
  let left = bytes
  refused.add(socket)
  underWay += 1
  return new Promise((resolve) => {
    const patienceMs = underWay > mostUnderWay ? shortMs : ms
    const timer = setTimeout(() => socket.destroy(), patienceMs).unref()
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) socket.destroy()
      // All of them together get a trickle, so that who is refused does not keep the hub busy.
      request.pause()
      setTimeout(() => request.resume(), underWay).unref()
    })
    const end = () => {
      request.off('close', end)
      socket.off('close', end)
      // What is left of it in memory goes with it.
      request.destroy()
      underWay -= 1
      clearTimeout(timer)
      refused.delete(socket)
      resolve()
    }
    request.once('close', end)
    // A request that has its answer is not told that its connection is gone.
    socket.once('close', end)
  })
}
