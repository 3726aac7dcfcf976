import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Timeouts } from './timeouts.ts'

/** A body that comes in at this rate on average may take as long as it needs: 64 kbit/s. */
const leastBytesPerMs = (8 * 1024) / 1_000

interface Upload {
  /** Whether it is slower than the least rate. The first seconds are free. */
  readonly isSlow: () => boolean
  watch?: NodeJS.Timeout
}

const uploads = new WeakMap<Socket, Upload>()

/** Notes every body that comes in, so that one over a slow uplink is not cut off for its size. */
export function setUpLeastRate(app: FastifyInstance, { request: freeMs }: Timeouts): void {
  app.addHook('onRequest', ({ raw }, _, done) => {
    const { socket, headers } = raw
    const hasBody = 'content-length' in headers || 'transfer-encoding' in headers
    if (!hasBody || typeof socket.bytesRead !== 'number') return done()
    const begun = performance.now()
    const before = socket.bytesRead
    const upload: Upload = {
      isSlow: () =>
        socket.bytesRead - before < (performance.now() - begun - freeMs) * leastBytesPerMs,
    }
    uploads.set(socket, upload)
    const end = () => {
      clearInterval(upload.watch)
      if (uploads.get(socket) === upload) uploads.delete(socket)
    }
    raw.once('end', end).once('close', end)
    done()
  })
}

/**
 * Whether the body on this connection may go on although its time is over, since it comes in fast
 * enough. From then on it is watched. @param onSlow called once, if it gets too slow
 */
export function mayGoOn(socket: Socket, every: number, onSlow: () => void): boolean {
  const upload = uploads.get(socket)
  if (!upload || upload.isSlow()) return false
  clearInterval(upload.watch)
  upload.watch = setInterval(() => {
    if (!upload.isSlow()) return
    clearInterval(upload.watch)
    onSlow()
  }, every).unref()
  return true
}
