import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sameName } from '../accounts/accounts.ts'
import { days, seconds } from '../clock.ts'
import { cookiePlace } from '../http/cookie-place.ts'
import type { Store } from '../storage/store.ts'
import { changeWays, waysOf } from './local.ts'
import { newSecret, secretId } from './secrets.ts'

/**
 * Browsers in which the owner of an account was signed in before. Guesses that strangers make do
 * not count against them, so that nobody can lock people out of their own account by guessing
 * (the "device cookies" of OWASP). Such a cookie opens nothing: the password is needed all the same.
 */
const plainName = 'sxncd-known'
const life = days(365)
/** Of each account the newest are kept. */
const most = 20

const sentSecret = (request: FastifyRequest): string | undefined => {
  const { cookie } = request.headers
  return cookie ? parseCookie(cookie)[cookiePlace(request, plainName).name] || undefined : undefined
}

/** Under which the attempts of this browser at this account are counted, where it is known there. */
export async function knownBrowser(
  store: Store,
  request: FastifyRequest,
  name: string,
): Promise<string | undefined> {
  const secret = sentSecret(request)
  if (!secret) return undefined
  const account = (await store.accounts.list()).find((one) => sameName(one.name, name))
  const { browsers = [] } = account ? await waysOf(store, account.id) : {}
  const id = secretId(secret)
  return browsers.includes(id) ? id : undefined
}

/** Makes this browser one that is known to the account. */
export async function rememberBrowser(
  store: Store,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: string,
): Promise<void> {
  const secret = newSecret()
  const id = secretId(secret)
  const before = sentSecret(request)
  const replaced = before && secretId(before)
  await changeWays(store, accountId, (ways) => {
    const others = (ways.browsers ?? []).filter((one) => one !== replaced)
    return { ...ways, browsers: [...others, id].slice(-most) }
  })
  const cookie = stringifySetCookie({
    ...cookiePlace(request, plainName),
    value: secret,
    httpOnly: true,
    sameSite: 'strict',
    maxAge: life / seconds(1),
  })
  reply.header('set-cookie', cookie)
}
