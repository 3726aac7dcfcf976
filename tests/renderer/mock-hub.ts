import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { answer, Refusal } from './mock-answers.ts'
import { createState, logoFile, type MockState, type Scene } from './mock-data.ts'

/*
 * A pretended hub: serves the built window and answers its calls from memory, to look at pages and
 * to test them without a server. `npm run build:window`, then `node tests/renderer/mock-hub.ts full 4000`.
 */

const built = new URL('../../dist/renderer/', import.meta.url)
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** The policy that the real hub sends: nothing inline, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface MockHub {
  readonly url: string
  readonly state: MockState
  /** Tells every open page that something happened. */
  tell(event: string, data: object): void
  close(): void
}

export async function startMockHub(scene: Scene, port = 0): Promise<MockHub> {
  const state = createState(scene)
  const listeners = new Set<ServerResponse>()
  const tell = (event: string, data: object) => {
    for (const listener of listeners) {
      listener.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://hub').pathname
    if (path === '/api/v1/events') openStream(listeners, response)
    else if (path === '/health') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ status: 'ready', problems: 0 }))
    } else if (path.startsWith('/api/v1/')) void serveCall(state, tell, request, response)
    else void serveFile(path, response)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    state,
    tell,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function openStream(listeners: Set<ServerResponse>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(': here\n\n')
  listeners.add(response)
  response.on('close', () => listeners.delete(response))
}

async function serveCall(
  state: MockState,
  tell: MockHub['tell'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://hub')
  const path = url.pathname.slice('/api/v1'.length)
  const logo = /^\/apps\/([a-z-]+)\/logo$/.exec(path)
  if (logo?.[1]) {
    response.writeHead(200, { 'content-type': 'image/svg+xml' })
    response.end(await readFile(logoFile(logo[1])).catch(() => ''))
    return
  }
  const headers = { 'content-type': 'application/json' }
  try {
    const text = await readBody(request)
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    const given = { method: request.method ?? 'GET', path, query: url.searchParams, body }
    const found = answer(state, tell, given)
    response.writeHead(200, headers)
    response.end(JSON.stringify({ success: true, ...found }))
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal', String(error))
    response.writeHead(refusal.status, { ...headers, 'x-sxncd-error': refusal.code })
    response.end(JSON.stringify({ success: false, error: refusal.message }))
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const isFile = extname(path) !== ''
  const file = new URL(isFile ? `.${path}` : './index.html', built)
  try {
    const found = await readFile(file)
    const content = isFile ? found : found.toString().replaceAll('="./', '="/')
    response.writeHead(200, {
      'content-type': types[extname(file.pathname)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    })
    response.end(content)
  } catch {
    response.writeHead(404).end()
  }
}

if (process.argv[1] === import.meta.filename) {
  const hub = await startMockHub((process.argv[2] ?? 'full') as Scene, Number(process.argv[3] ?? 0))
  process.stdout.write(`${hub.url}\n`)
}
