import type { Health } from '../../server/api/schemas/hub.ts'
import { base } from '../base.ts'
import { ApiError, readErrorValues, windowCodes } from './api-error.ts'

export interface Client {
  get<T>(path: string): Promise<T>
  /** An answer that is text rather than JSON. */
  text(path: string): Promise<string>
  /** An answer that is a file. */
  bytes(path: string): Promise<Uint8Array>
  post<T>(path: string, body?: unknown): Promise<T>
  put<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body?: unknown): Promise<T>
  delete<T>(path: string, body?: unknown): Promise<T>
  /** Sends a file as it is. It may be large, so it may take an hour. */
  send<T>(path: string, file: Blob, type: string, method?: 'POST' | 'PUT'): Promise<T>
  /** Whether the hub can store things, which costs it nothing to say. */
  health(): Promise<Health>
}

export interface ClientOptions {
  fetch?: typeof fetch
  /** Told when the hub says that nobody is signed in. */
  onSignedOut?: () => void
  /** The language of the window, which need not be the browser's. */
  language?: () => string
  /** The page's half of the session's secret: every request shows it, each sign-in gives a new one. */
  proof?: { read(): string | undefined; keep(proof: string): void }
}

export const apiRoot = `${base}/api/v1`

/** An upload of 10 MiB over a slow network must fit in; a hub that hangs must still be noticed. */
const patience = 120_000
const patienceForFile = 3_600_000

const sendingMs = (content: string | Blob | undefined) =>
  typeof content === 'string' ? Math.ceil(content.length / 16) : 0

/** The one way to the hub. Paths are below `/api/v1`; a body is sent as JSON. */
export function createClient(options: ClientOptions = {}): Client {
  const { fetch: send = fetch, onSignedOut, language, proof } = options
  const call = <T>(method: string, path: string, value?: unknown): Promise<T> =>
    ask(
      method,
      path,
      value === undefined
        ? undefined
        : { content: JSON.stringify(value), type: 'application/json' },
      patience,
    )

  function deliverTo(
    method: string,
    path: string,
    body: { content: string | Blob; type: string } | undefined,
    timeout: number,
  ): Promise<Response> {
    const shown = proof?.read()
    return deliver(() =>
      send(apiRoot + path, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        // What is large may take longer over a slow network.
        signal: AbortSignal.timeout(timeout + sendingMs(body?.content)),
        // A change that is sent elsewhere would arrive as a mere question.
        redirect: method === 'GET' ? 'follow' : 'manual',
        headers: {
          accept: 'application/json',
          ...(language && { 'accept-language': language() }),
          ...(body && { 'content-type': body.type }),
          ...(shown !== undefined && { 'x-sxncd-proof': shown }),
        },
        ...(body && { body: body.content }),
      }),
    )
  }

  async function ask<T>(...request: Parameters<typeof deliverTo>): Promise<T> {
    const response = await deliverTo(...request)
    try {
      const answer = await readAnswer<T & { proof?: unknown }>(response)
      if (typeof answer.proof === 'string') proof?.keep(answer.proof)
      return answer
    } catch (error) {
      if (error instanceof ApiError && error.code === 'sign_in_needed') onSignedOut?.()
      throw error
    }
  }

  return {
    get: (path) => call('GET', path),
    async text(path) {
      const response = await deliverTo('GET', path, undefined, patience)
      return response.ok ? response.text() : readAnswer<never>(response)
    },
    async bytes(path) {
      const response = await deliverTo('GET', path, undefined, patienceForFile)
      return response.ok
        ? new Uint8Array(await response.arrayBuffer())
        : readAnswer<never>(response)
    },
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path, body) => call('DELETE', path, body),
    async health() {
      const response = await deliver(() =>
        send(`${base}/health`, { cache: 'no-store', signal: AbortSignal.timeout(patience) }),
      )
      // 503 is an answer like any other here: it says that the hub is there and has failed.
      const { status, problems } = (await readJson(response)) ?? {}
      if (status === 'ready' || status === 'failed') return { status, problems: Number(problems) }
      throw garbled(response)
    },
    send: (path, content, type, method = 'POST') =>
      ask(method, path, { content, type }, patienceForFile),
  }
}

async function deliver(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request()
  } catch (cause) {
    const slow = cause instanceof DOMException && cause.name === 'TimeoutError'
    const code = slow ? windowCodes.slow : windowCodes.unreachable
    throw new ApiError(code, 0, 'The hub did not answer.', { cause })
  }
}

async function readAnswer<T>(response: Response): Promise<T> {
  if (response.type === 'opaqueredirect') {
    throw new ApiError(windowCodes.redirected, 0, 'A proxy sends this address elsewhere.')
  }
  const answer = await readJson(response)
  if (response.ok && answer?.success === true) return answer as T
  const sentence = answer?.error
  if (typeof sentence === 'string') {
    const code = response.headers.get('x-sxncd-error') ?? 'unknown'
    const values = readErrorValues(response.headers.get('x-sxncd-error-values'))
    throw new ApiError(code, response.status, sentence, { values })
  }
  throw garbled(response)
}

/** A proxy's error page, or a server that is not a hub. */
const garbled = ({ status }: Response) =>
  status === 413
    ? new ApiError(
        windowCodes.proxyTooLarge,
        status,
        'A proxy before the hub takes no request of this size.',
      )
    : new ApiError(
        windowCodes.garbled,
        status,
        `The answer (HTTP ${status}) did not come from a hub.`,
      )

async function readJson(response: Response): Promise<Record<string, unknown> | undefined> {
  try {
    const answer: unknown = await response.json()
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined
  } catch {
    return undefined
  }
}
