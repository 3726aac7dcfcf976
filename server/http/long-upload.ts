import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const patientWith = new WeakSet<Socket>()

/**
 * Lets the body of a request take longer than all others may: a backup can be as large as the disk.
 * A connection on which nothing moves is cut off as ever. @returns a function that ends it
 */
export function beginLongUpload({ socket }: IncomingMessage): () => void {
  patientWith.add(socket)
  return () => void patientWith.delete(socket)
}

/** Keeps the connection of a request open for an answer that takes long to work out. */
export function awaitLongWork({ socket }: IncomingMessage): void {
  socket.setTimeout?.(0)
}

/** Whether a request of this connection may still go on when its time is over. */
export const isLongUpload = (socket: Socket): boolean => patientWith.has(socket)
