import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookiePlace } from '../http/cookie-place.ts'
import { type SessionSecret, wholeLife } from '../sign-in/sessions.ts'

const plainName = 'sxncd-session'

/** The header in which the page sends its half of the secret. */
export const proofHeader = 'x-sxncd-proof'

/** The half that the browser sent in a cookie, if any. */
export function sentCookie(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  return cookie ? parseCookie(cookie)[cookiePlace(request, plainName).name] || undefined : undefined
}

/** Both halves of the session's secret, where the request has both. */
export function sessionSecret(request: FastifyRequest): SessionSecret | undefined {
  const cookie = sentCookie(request)
  const proof = request.headers[proofHeader]
  return cookie && typeof proof === 'string' && proof !== '' ? { cookie, proof } : undefined
}

/** Gives the browser the cookie's half of a session's secret, or takes it away. */
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
