import { ApiError, windowCodes } from './api-error.ts'

export interface Client {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  put<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body?: unknown): Promise<T>
  delete<T>(path: string, body?: unknown): Promise<T>
}

export interface ClientOptions {
  fetch?: typeof fetch
  /** Told when the hub says that nobody is signed in. */
  onSignedOut?: () => void
}

export const apiRoot = '/api/v1'

/** An upload of 10 MiB over a slow network must fit in; a hub that hangs must still be noticed. */
const patience = 120_000

/** The one way to the hub. Paths are below `/api/v1`; a body is sent as JSON. */
export function createClient({ fetch: send = fetch, onSignedOut }: ClientOptions = {}): Client {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await deliver(() =>
      send(apiRoot + path, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(patience),
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    try {
      return await readAnswer<T>(response)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'sign_in_needed') onSignedOut?.()
      throw error
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path, body) => call('DELETE', path, body),
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
  const answer = await readJson(response)
  if (response.ok && answer?.success === true) return answer as T
  const sentence = answer?.error
  if (typeof sentence === 'string') {
    const code = response.headers.get('x-sxncd-error') ?? 'unknown'
    throw new ApiError(code, response.status, sentence)
  }
  // A proxy's error page, or a server that is not a hub.
  throw new ApiError(
    windowCodes.garbled,
    response.status,
    `The answer (HTTP ${response.status}) did not come from a hub.`,
  )
}

async function readJson(response: Response): Promise<Record<string, unknown> | undefined> {
  try {
    const answer: unknown = await response.json()
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined
  } catch {
    return undefined
  }
}
