import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'

/**
 * A `fetch` that sleeps while it waits: Node's own wakes up twice a second for as long as a stream
 * is open, and that of a link is open all day. Redirects are handed out, never followed.
 */
export const quietFetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const signal = init?.signal ?? request.signal
  const body = request.body && Buffer.from(await request.arrayBuffer())
  signal.throwIfAborted()
  try {
    return responseOf(await ask(request, body, signal))
  } catch (cause) {
    signal.throwIfAborted()
    throw new TypeError('fetch failed', { cause })
  }
}

function ask(
  { url, method, headers }: Request,
  body: Buffer | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const all: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' }
    for (const [name, value] of headers) all[name] = value
    if (body) all['content-length'] = String(body.length)
    // A connection of its own for each request: one that was kept might have died in a sleep.
    send(url, { method, headers: all, signal, agent: false }, resolve)
      .on('error', reject)
      .end(body ?? undefined)
  })
}

const withoutBody: readonly unknown[] = [204, 205, 304]

function responseOf(message: IncomingMessage): Response {
  try {
    const { statusCode: status = 0, statusMessage: statusText = '' } = message
    const headers = new Headers(
      Object.entries(message.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    )
    const isEmpty = withoutBody.includes(status)
    if (isEmpty) message.resume()
    const body = isEmpty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>)
    return new Response(body, { status, statusText, headers })
  } catch (error) {
    message.destroy()
    throw error
  }
}
