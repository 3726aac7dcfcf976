import type { FastifyReply, FastifyRequest } from 'fastify'

/** A stream of server-sent events to one client. */
export interface EventStream {
  /** Sends an event; `data` becomes JSON. A client that comes back names the last `id` it saw. */
  send(event: string, data: object, id?: number): void
  /** Lets the client know an `id` without an event. */
  note(id: number): void
  end(): void
}

const heartbeatMs = 25_000
/** A client that does not read is cut off before its events fill the memory. */
const mostUnsent = 64 * 1024

/**
 * Turns an answer into a stream of server-sent events (WHATWG HTML, section 9.2). It ends when the
 * client goes; `onEnd` is called then.
 */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  onEnd: () => void,
): EventStream {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const write = (text: string) => {
    if (raw.writableEnded) return
    if (raw.writableLength > mostUnsent) raw.destroy()
    else raw.write(text)
  }
  // Says at once that the stream is open, and how long to wait before coming back.
  write('retry: 2000\n\n')
  const isDevice = request.routeOptions.config.access === 'key'
  const uncount = request.server.countStream(isDevice ? 'device' : 'window')
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs).unref()
  request.raw.socket.setTimeout(0)
  const close = () => {
    clearInterval(heartbeat)
    uncount()
    onEnd()
  }
  // A client that went before the stream was open is not told of again.
  if (raw.destroyed) queueMicrotask(close)
  else raw.once('close', close)
  return {
    send: (event, data, id) =>
      write(
        `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
      ),
    note: (id) => write(`id: ${id}\n\n`),
    end: () => void raw.end(),
  }
}
