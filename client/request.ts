import type { Clock } from './clock.ts'
import { SyncError } from './errors.ts'
import { parseUrl } from './parse-url.ts'
import { createPatience, type Patience } from './timeout.ts'

/** Where the hub is, and how to reach it. */
export interface HubOptions {
  /** The address of the hub, such as `http://192.168.1.20:9693`, with or without a `/` behind. */
  readonly hub: string | URL
  /** Ends what is under way; the promise is then rejected with its reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * How long the hub may take to answer, in ms: 5,000 unless said otherwise. The time for sending what
   * is large comes on top, at 32 KiB/s.
   */
  readonly timeoutMs?: number | undefined
  /** Stands in for the global `fetch`: `pinnedFetch`, for a hub with a certificate of its own. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Stands in for the machine's clock in tests. */
  readonly clock?: Clock | undefined
}

export interface KeyOptions extends HubOptions {
  /** The API key: it belongs to one account and one app. */
  readonly key: string
}

export interface Call {
  readonly method?: 'GET' | 'POST'
  /** What follows the address of the hub, such as `/api/v1/sync/update`. */
  readonly path: string
  readonly authorization?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body, where it is a JSON object. */
  readonly body: Readonly<Record<string, unknown>>
}

interface OpenCall extends Omit<Call, 'body'> {
  /** The body as JSON text. */
  readonly content?: string | undefined
}

const defaultTimeoutMs = 5_000
/** The slowest uplink that a body is expected to go over: 256 kbit/s. */
const leastCharactersPerMs = 32

const sendingMs = (content = '') => content.length / leastCharactersPerMs

/** Calls the hub. @returns its answer of 200 or 304 @throws SyncError for any other */
export async function callHub(options: HubOptions, call: Call): Promise<Answer> {
  const { body, ...rest } = call
  const content = body && JSON.stringify(body)
  const answerMs = options.timeoutMs ?? defaultTimeoutMs
  const patience = createPatience(answerMs + sendingMs(content), options.signal, options.clock)
  try {
    const reply = await openCall(options, { ...rest, content }, patience)
    const text = await patience.reading(reply.text())
    const { status, headers } = reply
    return { status, headers, body: status === 304 ? {} : bodyOf(reply, text) }
  } finally {
    patience.stop()
  }
}

/** The same, for an answer whose body the caller reads. */
export async function openCall(
  options: HubOptions,
  { method = 'GET', path, authorization, headers, content }: OpenCall,
  patience: Patience,
): Promise<Response> {
  const send = options.fetch ?? fetch
  const url = addressOf(options.hub, path)
  const init: RequestInit = {
    method,
    headers: {
      ...headers,
      ...(authorization !== undefined && { authorization }),
      ...(content !== undefined && { 'content-type': 'application/json' }),
    },
    ...(content !== undefined && { body: content }),
    signal: patience.signal,
    cache: 'no-store',
    credentials: 'omit',
    // A POST that is redirected would arrive as a GET, and a key does not go where it was not sent.
    redirect: 'manual',
  }
  const reply = await patience.reading(send(url, init))
  if (reply.status === 200 || reply.status === 304) return reply
  if (reply.type === 'opaqueredirect' || (reply.status >= 300 && reply.status < 400)) {
    const to = targetOf(reply, url, path)
    throw new SyncError(
      reply.status,
      'redirected',
      `The hub's address leads elsewhere${to ? `, to ${to}` : ''}. Use the address that it leads to.`,
    )
  }
  throw refusal(reply, await patience.reading(reply.text()))
}

/** The address of the hub that a redirect names; a browser does not tell it. */
function targetOf(reply: Response, asked: string, path: string): string | undefined {
  const to = reply.headers.get('location')
  const url = to === null ? undefined : parseUrl(to, asked)
  return url?.href.endsWith(path) ? url.href.slice(0, -path.length) : url?.href
}

/** Puts the address of a hub and a path together. @throws SyncError where it is no address */
export function addressOf(hub: string | URL, path: string): string {
  const url = parseUrl(String(hub))
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new SyncError(
      0,
      'bad_hub',
      'The address of the hub must be like http://192.168.1.20:9693, without a name and password.',
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}${path}`
}

/** A key as it goes into the `Authorization` header. @throws SyncError where it cannot be one */
export function keyHeader(key: string): string {
  // As people paste it: with quotes around it, or with the name of the scheme.
  const plain = key.replace(/^(?:[\s"'`“”„‘’]|(?:bearer|token)[\s:]+)+|[\s"'`“”„‘’]+$/gi, '')
  if (/^[\x21-\x7e]+$/.test(plain)) return plain
  throw new SyncError(0, 'bad_key', 'The key is empty, or holds characters that no key has.')
}

function refusal(reply: Response, text: string): SyncError {
  const { status, headers } = reply
  if (status === 413 && !headers.has('x-sxncd-error')) {
    return new SyncError(
      status,
      'proxy_too_large',
      'A proxy before the hub takes no request of this size. Raise its limit (client_max_body_size of nginx) to what the hub takes: 10 MiB, unless its owner has changed that.',
    )
  }
  const { error } = objectIn(text) ?? {}
  const sentence = typeof error === 'string' ? error : `The hub answered ${status}.`
  const seconds = Number(headers.get('retry-after'))
  const retryAfterMs = seconds > 0 ? seconds * 1_000 : undefined
  const code = headers.get('x-sxncd-error') ?? `http_${status}`
  return new SyncError(status, code, sentence, { retryAfterMs })
}

function bodyOf(reply: Response, text: string): Readonly<Record<string, unknown>> {
  const body = objectIn(text)
  if (body) return body
  throw badAnswer(reply.status)
}

/** What stands at the address answers, but not as a hub does. */
export const badAnswer = (status: number) =>
  new SyncError(status, 'bad_answer', 'What answers at this address is not a SxncD hub.')

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
