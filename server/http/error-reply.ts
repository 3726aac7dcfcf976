import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountNamePattern } from '../lib/account-names.ts'
import { sizeText } from '../lib/config-values.ts'
import { type ErrorCode, HubError } from '../lib/errors.ts'
import { namePattern } from '../lib/name-schema.ts'
import { isRefused, takeRest } from './drain-body.ts'
import { securityHeaders } from './headers.ts'
import { mayGoOn } from './least-rate.ts'
import { logAnswer } from './log.ts'
import { isLongUpload } from './long-upload.ts'

/** What every answer but a 200 looks like. */
export const errorBody = (error: HubError) => ({
  success: false as const,
  error: error.message,
})

/** Carries the code of an error, for programs: the body is the contract's and has no room for it. */
export const errorHeader = 'x-sxncd-error'

/** Carries what the sentence of an error names, so that it can be said in another language. */
export const errorValuesHeader = 'x-sxncd-error-values'

const errorHeaders = (error: HubError) => ({
  [errorHeader]: error.code,
  ...(Object.keys(error.values).length > 0 && {
    [errorValuesHeader]: encodeURIComponent(JSON.stringify(error.values).toWellFormed()),
  }),
})

declare module 'fastify' {
  interface FastifyInstance {
    /** How many requests were refused since the start, by the code of the error. */
    readonly refusals: ReadonlyMap<string, number>
    countRefusal(code: string): void
  }
}

/** Turns whatever goes wrong on a request into the one JSON shape for errors, and counts it. */
export function setUpErrors(app: FastifyInstance): void {
  const refusals = new Map<string, number>()
  app.decorate('refusals', refusals)
  app.decorate('countRefusal', (code: string) => {
    refusals.set(code, (refusals.get(code) ?? 0) + 1)
  })
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    await letFinish(request, reply)
    return answerError(error, request, reply)
  })
}

/** Lets a client that is still sending read why it is refused. */
export async function letFinish({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete !== false || raw.destroyed) return
  // Fastify would close the connection under it.
  reply.removeHeader('connection')
  const rest = takeRest(raw)
  // Who asked for the connection to be closed gets the answer last of all.
  if (!reply.raw.shouldKeepAlive) await rest
}

/** Answers an address that cannot be decoded; it reaches no route and none of its hooks. */
export function answerBadAddress(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.headers(securityHeaders).header('x-request-id', request.id)
  answerError(error, request, reply)
  logAnswer(request, reply)
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const known = describeError(error, request, reply)
  reply.type('application/json; charset=utf-8')
  if (known.status === 401) reply.header('www-authenticate', 'Bearer realm="SxncD"')
  return reply.send(errorBody(known))
}

/** Sets the status of a refusal and the headers that tell of it, in whatever form its body is. */
export function describeError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): HubError {
  const known = error instanceof HubError ? error : asHubError(error, request)
  request.server.countRefusal(known.code)
  if (known.status >= 500) request.log.error({ err: error.cause ?? error, code: known.code })
  // What was to be a file, such as a backup, may fail at its first byte.
  reply.removeHeader('content-disposition').headers(errorHeaders(known))
  const { seconds, allowed } = known.details
  if (seconds !== undefined) reply.header('retry-after', seconds)
  if (allowed !== undefined) reply.header('allow', allowed)
  reply.code(known.status)
  return known
}

function asHubError(error: FastifyError, request: FastifyRequest): HubError {
  if (error.validation) return new HubError('bad_request', { problem: problemOf(error) })
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HubError('too_large', { limit: sizeText(request.routeOptions.bodyLimit ?? 0) })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HubError('content_type')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new HubError('body_empty')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new HubError('bad_request', { problem: 'A part of the address is too long.' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new HubError('malformed')
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new HubError('timeout')
  }
  return new HubError('internal', {}, { cause: error })
}

/** The first thing that the validator found, in words. It never quotes what was sent. */
function problemOf(error: FastifyError): string {
  const [first] = error.validation ?? []
  const where = error.validationContext === 'body' ? 'body' : String(error.validationContext)
  const field = first?.instancePath.slice(1).replaceAll('/', '.')
  const subject = field || `The ${where}`
  switch (first?.keyword) {
    case 'required':
      return `${field ? `${field}.` : ''}${first.params.missingProperty} is missing.`
    case 'additionalProperties':
      return `${subject} has a field that is not known.`
    case 'type':
      return `${subject} must be ${kindsText(first.params.type as string | string[])}.`
    case 'minLength':
      return `${subject} is empty.`
    case 'maxLength':
      return `${subject} is too long: at most ${first.params.limit} characters are allowed.`
    case 'pattern':
      return [namePattern, accountNamePattern].includes(String(first.params.pattern))
        ? `${subject} is not a name: it needs characters that show, no control characters, and must not read as a path.`
        : `${subject} has a form that is not allowed here.`
    case 'enum':
      return `${subject} must be one of ${(first.params.allowedValues as string[]).join(', ')}.`
  }
  return `${subject} is not as expected: ${first?.message ?? 'it has a wrong shape'}.`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  object: 'an object',
  array: 'an array',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
}

function kindsText(type: string | readonly string[]): string {
  const names = [type].flat().map((one) => kinds[one] ?? one)
  const last = names.pop() ?? ''
  return names.length > 0 ? `${names.join(', ')} or ${last}` : last
}

/** @param check how often the rate of a slow body is looked at, in ms */
export const clientErrorHandler = (check: number) =>
  function (this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket): void {
    const isOver = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    const goesOn = () => isLongUpload(socket) || mayGoOn(socket, check, answer)
    const answer = () => answerClientError(this, error, socket)
    if (!isOver || !goesOn()) answer()
  }

/** Answers what is not even a request, where Fastify has no reply to give. */
function answerClientError(
  { log, mayLogRefusal, countRefusal }: FastifyInstance,
  error: NodeJS.ErrnoException,
  socket: Socket,
): void {
  const nobodyListens = error.code === 'ECONNRESET' || socket.destroyed || !socket.writable
  if (nobodyListens || isRefused(socket)) return void socket.destroy()
  const known = new HubError(clientErrors[error.code ?? ''] ?? 'malformed')
  countRefusal(known.code)
  if (mayLogRefusal(known.status)) {
    log.warn({ from: socket.remoteAddress, status: known.status, code: error.code }, 'refused')
  }
  const body = JSON.stringify(errorBody(known))
  const headers = {
    ...securityHeaders,
    ...errorHeaders(known),
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${known.status} ${STATUS_CODES[known.status]}\r\n${lines.join('')}\r\n${body}`,
  )
}

const clientErrors: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
}
