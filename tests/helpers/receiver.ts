import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Receiver {
  /** Such as http://127.0.0.1:4711 */
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** How many connections were ever made, and how many are open. */
  readonly connections: { made: number; open: number }
  /** What it does with the next ones; a test changes it. */
  answer: (response: ServerResponse, request: Received) => void
}

/** A service on this machine that takes what it is sent, and answers as a test says. */
export async function startReceiver(host = '127.0.0.1'): Promise<Receiver> {
  const connections = { made: 0, open: 0 }
  const server: Server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const got = { method, url, headers, body: await text(request) }
    receiver.received.push(got)
    receiver.answer(response, got)
  })
  server.on('connection', (socket) => {
    connections.made += 1
    connections.open += 1
    socket.on('close', () => {
      connections.open -= 1
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    received: [],
    connections,
    answer: (response) => response.writeHead(204).end(),
  }
  return receiver
}
