import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { wholeLife } from '../sign-in/sessions.ts'
import { cookiePlace } from './cookie-place.ts'

const plainName = 'sxncd-session'

/** The secret of the session that the browser sent, if any. */
export function sessionSecret(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  return cookie ? parseCookie(cookie)[cookiePlace(request, plainName).name] || undefined : undefined
}

/** Gives the browser a session's secret, or takes it away. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string | undefined,
): void {
  const cookie = stringifySetCookie({
    ...cookiePlace(request, plainName),
    value: secret ?? '',
    httpOnly: true,
    sameSite: 'lax',
    maxAge: secret ? wholeLife / 1_000 : 0,
  })
  reply.header('set-cookie', cookie)
}
