import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookiePlace } from '../http/cookie-place.ts'

/** Ties a sign-in to the browser that began it, so that nobody can finish theirs in another's. */
export interface BrowserCookie {
  read(request: FastifyRequest): string | undefined
  set(reply: FastifyReply, secret: string): void
}

const plainName = 'sxncd_sign_in'

/** Outlives the sign-in, so that who comes back late or twice is told just that. */
const lifeSeconds = 60 * 60

/**
 * Over HTTPS the prefix keeps other hosts and plain HTTP from setting it; a cookie so named must
 * hold for the whole host.
 */
export function createBrowserCookie(publicUrl: string): BrowserCookie {
  const { protocol, pathname } = new URL(publicUrl)
  const basePath = pathname.replace(/\/$/, '')
  const place = cookiePlace(
    { protocol: protocol === 'https:' ? 'https' : 'http', basePath },
    plainName,
  )
  const { name, secure } = place
  const path = name.startsWith('__Host-') ? '/' : `${basePath}/callback`
  return {
    read: ({ headers: { cookie } }) =>
      cookie ? parseCookie(cookie)[name] || undefined : undefined,
    set: (reply, secret) => {
      const settings = { httpOnly: true, sameSite: 'lax', secure, path } as const
      const cookie = { name, value: secret, maxAge: lifeSeconds, ...settings }
      reply.header('set-cookie', stringifySetCookie(cookie))
    },
  }
}
