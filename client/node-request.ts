import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { SyncError } from './errors.ts'

/**
 * Sends a request by Node's own client, and answers as `fetch` does; redirects are handed out, never
 * followed. @param connect how, once the body is there @throws the signal's reason, a SyncError of `connect`, or a TypeError
 */
export async function sendByNode(
  request: Request,
  signal: AbortSignal,
  connect: () => RequestOptions | Promise<RequestOptions>,
): Promise<Response> {
  const body = request.body && Buffer.from(await request.arrayBuffer())
  signal.throwIfAborted()
  try {
    return responseOf(request, await ask(request, body, { signal, ...(await connect()) }))
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof SyncError) throw cause
    throw new TypeError('fetch failed', { cause })
  }
}

function ask(
  { url, method, headers: given }: Request,
  body: Buffer | null,
  options: RequestOptions,
): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' }
    for (const [name, value] of given) headers[name] = value
    if (body) headers['content-length'] = String(body.length)
    send(url, { ...options, method, headers }, resolve)
      .on('error', reject)
      .end(body ?? undefined)
  })
}

const withoutBody: readonly unknown[] = [204, 205, 304]

function responseOf({ method }: Request, message: IncomingMessage): Response {
  try {
    const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = message
    const headers = new Headers()
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
    }
    const isEmpty = withoutBody.includes(status) || method === 'HEAD'
    if (isEmpty) message.resume()
    const body = isEmpty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>)
    return new Response(body, { status, statusText, headers })
  } catch (error) {
    message.destroy()
    throw error
  }
}
