import { sendByNode } from '../../client/node-request.ts'

/**
 * A `fetch` that sleeps while it waits: Node's own wakes up twice a second for as long as a stream
 * is open, and that of a link is open all day. Redirects are handed out, never followed.
 */
export const quietFetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  // A connection of its own for each request: one that was kept might have died in a sleep.
  return sendByNode(request, init?.signal ?? request.signal, () => ({ agent: false }))
}
