import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { describeError, letFinish } from '../http/error-reply.ts'
import type { HubError } from '../lib/errors.ts'
import { DavError } from './dav-error.ts'
import { allow } from './door.ts'
import { declaration, xmlType } from './write-xml.ts'

/** Clients learn from this that the hub asks for a name and a password, and in which letters. */
const challenge = 'Basic realm="SxncD", charset="UTF-8"'

/** Answers what is refused in a form that WebDAV clients know: a short text, or a condition as XML. */
export function setUpRefusals(app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    await letFinish(request, reply)
    const known = describeError(error, request, reply)
    const status = statusFor(known, request.method)
    reply.code(status)
    dropFileHeaders(reply)
    if (status === 401) reply.header('www-authenticate', challenge)
    if (status === 405) reply.header('allow', allow)
    if (!(known instanceof DavError)) {
      return reply.type('text/plain; charset=utf-8').send(`${known.message}\n`)
    }
    const xml = `<D:error xmlns:D="DAV:">${known.condition}</D:error>`
    return reply.type(xmlType).send(declaration + xml)
  })
}

/** A tag on a refusal would be taken for that of a file. */
export function dropFileHeaders(reply: FastifyReply): void {
  for (const name of ['etag', 'oc-etag', 'last-modified', 'accept-ranges', 'content-length']) {
    reply.removeHeader(name)
  }
}

/** RFC 4918 has its own status for some of what the hub refuses. */
function statusFor({ code, status }: HubError, method: string): number {
  if (code === 'file_exists' && method === 'MKCOL') return 405
  // Some clients take a 409 for a lock, or make the folder above and try again.
  if (code === 'into_itself') return 403
  return status
}
