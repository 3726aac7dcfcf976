import type { CustomFetch } from 'openid-client'
import { isSecureAddress } from '../../lib/secure-address.ts'
import { SignInProblem } from './provider.ts'

/** Far more than an honest document or token takes. */
const mostBytes = 1024 ** 2

/**
 * Asks a provider. Whatever it tells us about its own addresses, nothing goes over the network
 * unencrypted, and no answer fills the memory. Redirects are not followed: the library sees to it.
 * @throws SignInProblem
 */
export const providerFetch: CustomFetch = async (url, options) => {
  if (!isSecureAddress(url)) {
    throw new SignInProblem('provider_refused', 'the provider names an address without HTTPS')
  }
  let response: Response
  let body: Uint8Array<ArrayBuffer> | undefined
  try {
    response = await fetch(url, options as RequestInit)
    body = await limitedBody(response)
  } catch (error) {
    throw new SignInProblem('provider_down', `${hostOf(url)} ${failureText(error)}`)
  }
  const { status, headers } = response
  if (!body) {
    throw new SignInProblem('provider_refused', `${hostOf(url)} sends more than ${mostBytes} bytes`)
  }
  if (status >= 500 || status === 429) {
    throw new SignInProblem('provider_down', `${hostOf(url)} answers with status ${status}`)
  }
  return new Response(body.length > 0 ? body : null, { status, headers })
}

/** The whole body, or nothing where it is too long. */
async function limitedBody(response: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    // Leaving the loop cancels the rest of the body.
    if (length > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const hostOf = (url: string) => URL.parse(url)?.host ?? ''

function failureText(error: unknown): string {
  const { name, cause } = error as Error
  if (name === 'TimeoutError') return 'does not answer in time'
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return `cannot be reached (${code ?? name})`
}
