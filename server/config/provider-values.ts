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
