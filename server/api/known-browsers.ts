import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookiePlace } from '../http/cookie-place.ts'
import { days, seconds } from '../lib/clock.ts'
import { optionalWrite } from '../lib/optional-write.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import { changeSignInMethods, signInMethodsOf } from '../sign-in/password-sign-in.ts'
import type { Store } from '../storage/store.ts'

/**
 * Browsers in which the owner of an account was signed in before. Guesses that strangers make do
 * not count against them, so that nobody can lock people out of their own account by guessing
 * (the "device cookies" of OWASP). Such a cookie opens nothing: the password is needed all the same.
 */
const plainName = 'sxncd-known'
const life = days(365)
/** Of each account the newest are kept. */
const most = 20

/** One cookie for each account that is used in a browser, so that they do not take turns. */
const placeFor = (request: FastifyRequest, accountId: string) =>
  cookiePlace(request, `${plainName}-${secretId(accountId).slice(0, 16)}`)

const sentCookies = ({ headers: { cookie } }: FastifyRequest) => (cookie ? parseCookie(cookie) : {})

/** The id by which an account knows this browser, if it does. */
async function knownId(store: Store, request: FastifyRequest, accountId: string) {
  const secret = sentCookies(request)[placeFor(request, accountId).name]
  if (!secret) return undefined
  const { browsers = [] } = await signInMethodsOf(store, accountId)
  const id = secretId(secret)
  return browsers.includes(id) ? id : undefined
}

/** Under which the attempts of this browser at this account are counted, where it is known there. */
export async function knownBrowser(
  store: Store,
  request: FastifyRequest,
  name: string,
): Promise<string | undefined> {
  const account = await store.accounts.named(name)
  return account && knownId(store, request, account.id)
}

/** The same for whichever account it is known to. */
export async function browserKnownToAny(
  store: Store,
  request: FastifyRequest,
): Promise<string | undefined> {
  for (const [name, secret] of Object.entries(sentCookies(request))) {
    if (!secret || !name.includes(plainName)) continue
    const id = secretId(secret)
    const accountIds = await store.signIns.withBrowser(id)
    if (accountIds.some((accountId) => placeFor(request, accountId).name === name)) return id
  }
  return undefined
}

/** Makes this browser one that is known to the account, unless it is. */
export async function rememberBrowser(
  store: Store,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: string,
): Promise<void> {
  if (await knownId(store, request, accountId)) return
  const secret = newSecret()
  const id = secretId(secret)
  // Who was let in stays in where there is no room for it.
  await optionalWrite(
    store.change((records) =>
      changeSignInMethods(records, accountId, (ways) => ({
        ...ways,
        browsers: [...(ways.browsers ?? []), id].slice(-most),
      })),
    ),
  )
  const cookie = stringifySetCookie({
    ...placeFor(request, accountId),
    value: secret,
    httpOnly: true,
    sameSite: 'strict',
    maxAge: life / seconds(1),
  })
  reply.header('set-cookie', cookie)
}
