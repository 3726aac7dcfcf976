import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  /** An object is sent as JSON. */
  readonly body?: object | string | Buffer
  /** The address on this machine from which to ask. */
  readonly from?: string
}

export interface Answered {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any kind.
  readonly body: any
}

/** Begins a request as a browser does that takes the test's certificate. */
export function begin(url: string, { method = 'GET', headers = {}, body, from }: Asked = {}) {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const { origin, port } = new URL(url)
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
  return new Promise<IncomingMessage>((resolve, reject) => {
    const own = {
      ...(method !== 'GET' && { origin, 'sec-fetch-site': 'same-origin' }),
      ...(body && !isRaw && { 'content-type': 'application/json' }),
      ...headers,
    }
    const options = {
      ...{ method, headers: own, host: '127.0.0.1', port, rejectUnauthorized: false },
      ...(from && { localAddress: from }),
    }
    send(url, options, resolve)
      .on('error', reject)
      .end(isRaw ? body : body && JSON.stringify(body))
  })
}

/** The same to its end; of an event stream to its first part. */
export async function ask(url: string, asked: Asked = {}): Promise<Answered> {
  const reply = await begin(url, asked)
  let text = ''
  for await (const chunk of reply.setEncoding('utf8')) {
    text += chunk
    if (reply.headers['content-type']?.startsWith('text/event-stream')) break
  }
  const json = reply.headers['content-type']?.startsWith('application/json') === true
  return {
    status: reply.statusCode,
    headers: reply.headers,
    text,
    body: json ? JSON.parse(text) : {},
  }
}
