import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sizeText } from '../config-values.ts'
import { HubError } from '../errors.ts'
import { namePattern } from './names.ts'

/** What every answer but a 200 looks like. */
export const errorBody = (error: HubError) => ({
  success: false as const,
  error: error.message,
})

/** Carries the code of an error, for programs: the body is the contract's and has no room for it. */
export const errorHeader = 'x-sxncd-error'

/** Turns whatever goes wrong on a request into the one JSON shape for errors. */
export function setUpErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(() => {
    throw new HubError('route_unknown')
  })
}

export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const known = error instanceof HubError ? error : asHubError(error, request)
  if (known.status >= 500) request.log.error({ err: error.cause ?? error, code: known.code })
  reply.header(errorHeader, known.code)
  const seconds = known.details.seconds
  if (seconds !== undefined) reply.header('retry-after', seconds)
  if (known.status === 401) reply.header('www-authenticate', 'Bearer realm="SxncD"')
  return reply.code(known.status).send(errorBody(known))
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
      return first.params.pattern === namePattern
        ? `${subject} is not a name: it needs a character that shows, no control characters, and must not read as a path.`
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

/** Answers what is not even a request, where Fastify has no reply to give. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable)
    return void socket.destroy()
  const known = new HubError(
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'headers_too_large'
        : 'malformed',
  )
  const body = JSON.stringify(errorBody(known))
  socket.end(
    `HTTP/1.1 ${known.status} ${STATUS_CODES[known.status]}\r\n` +
      'content-type: application/json; charset=utf-8\r\nconnection: close\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
