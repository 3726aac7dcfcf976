import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { type ProblemCode, SignInProblem } from './provider.ts'

/** What the error codes of OAuth mean for the person; all others are a refusal. */
const meanings: Readonly<Record<string, ProblemCode>> = {
  access_denied: 'denied',
  server_error: 'provider_down',
  temporarily_unavailable: 'provider_down',
  // A code that is over, was used before, or was given to another sign-in.
  invalid_grant: 'expired',
  // What GitHub calls the same.
  bad_verification_code: 'expired',
}

/** Runs one step of a sign-in; whatever goes wrong becomes a SignInProblem. */
export async function explained<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw asSignInProblem(error)
  }
}

function asSignInProblem(error: unknown): SignInProblem {
  const own = signInProblemIn(error)
  if (own) return own
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return said(error.error)
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    const reason = 'the provider does not take our client id and secret, or its own token'
    return new SignInProblem('provider_refused', reason)
  }
  return new SignInProblem('provider_refused', reasonOf(error))
}

/** The problem that we ourselves found, perhaps wrapped by the library. */
export const signInProblemIn = (error: unknown): SignInProblem | undefined =>
  chainOf(error).find((one) => one instanceof SignInProblem)

/** Whether the provider does not take our id and secret, or not in this way. */
export const isClientRefused = (error: unknown): boolean =>
  (error instanceof WWWAuthenticateChallengeError && error.status === 401) ||
  (error instanceof ResponseBodyError && error.error === 'invalid_client')

function said(code: string): SignInProblem {
  // A provider can send any text here, even what it was sent.
  const word = /^[a-z_]{1,40}$/.test(code) ? code : 'an error that is not one of OAuth'
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined
  return new SignInProblem(meaning ?? 'provider_refused', `the provider says: ${word}`)
}

/** Errors of the library under it, which are all of fixed words. */
const fixed = ['OperationProcessingError', 'UnsupportedOperationError']

/**
 * What the library says, in its own words. Messages of other errors, such as those of the JSON
 * parser, quote what they choke on, and that may be a token.
 */
function reasonOf(error: unknown): string {
  const chain = chainOf(error)
  const words = chain
    .filter((one) => one instanceof ClientError || fixed.includes(one.name))
    .map(({ message }) => message)
  const answer = chain.at(-1)?.cause
  if (answer instanceof Response) words.push(`status ${answer.status}`)
  return [...new Set(words)].join(': ') || 'the answer of the provider makes no sense'
}

/** An error and its causes. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = []
  for (let one = error; one instanceof Error && chain.length < 5; one = one.cause) chain.push(one)
  return chain
}
