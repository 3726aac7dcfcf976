import { choice, list, type Reader } from '../lib/config-values.ts'
import { providerTypes } from '../lib/provider-types.ts'
import { isSecureAddress } from '../lib/secure-address.ts'

/** `local` was a module of its own once and may still be named; the local owner always gets in. */
const authModule = choice(['local', ...providerTypes])

/** The ways in to switch on, each once. */
export const authModules: Reader<readonly ReturnType<typeof authModule>[]> = (value) => [
  ...new Set(list(value).map(authModule)),
]

/** An address of a provider, as it was written: an issuer is compared to the letter. */
export const providerAddress: Reader<string> = (value) => {
  if (!isSecureAddress(value)) {
    throw new Error('must begin with https://; http:// is allowed only for this machine itself')
  }
  if (value.includes('#')) throw new Error('must be an address without a #')
  return value
}

/** An address that others are built from. */
export const providerBase: Reader<string> = (value) => {
  const address = providerAddress(value)
  if (address.includes('?')) throw new Error('must be an address without a query')
  return address.replace(/\/+$/, '')
}

/** Headers that browsers and every proxy set for other ends: who sends them is no news. */
const otherUses =
  /^(?:accept|authorization$|connection$|content-|cookie$|forwarded$|from$|host$|origin$|referer$|sec-|user-agent$|via$|x-forwarded-(?:for|host|port|proto)$|x-real-ip$|x-sxncd-)/

/** The name of a header in which a proxy says who somebody is. */
export const userHeader: Reader<string> = (value) => {
  const name = value.toLowerCase()
  if (!/^[a-z][a-z\d-]*$/.test(name) || otherUses.test(name)) {
    throw new Error(
      'must be the name of a header that only your proxy sets, such as Remote-User or X-authentik-username',
    )
  }
  return name
}
