import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it came to a stub. */
export interface Came {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Stub {
  readonly url: string
  readonly came: Came[]
  /** Cuts all connections. */
  cut(): void
}

/** A server on loopback that answers as the test wants. */
export async function startStub(
  answer: (came: Came, response: ServerResponse, count: number) => void,
): Promise<Stub> {
  const came: Came[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { method = '', url: path = '', headers } = request
    came.push({ method, path, headers, body })
    answer({ method, path, headers, body }, response, came.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, came, cut: () => server.closeAllConnections() }
}

/** Answers with JSON. */
export function reply(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
