import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { wholeLife } from '../sign-in/sessions.ts'

const plainName = 'sxncd-session'

/** Over HTTPS the prefix keeps other hosts and plain HTTP from setting the cookie. */
const nameFor = (request: FastifyRequest) =>
  request.protocol === 'https' ? `__Host-${plainName}` : plainName

/** The secret of the session that the browser sent, if any. */
export function sessionSecret(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  return cookie ? parseCookie(cookie)[nameFor(request)] || undefined : undefined
}

/** Gives the browser a session's secret, or takes it away. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string | undefined,
): void {
  const cookie = stringifySetCookie({
    name: nameFor(request),
    value: secret ?? '',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    path: '/',
    maxAge: secret ? wholeLife / 1_000 : 0,
  })
  reply.header('set-cookie', cookie)
}
