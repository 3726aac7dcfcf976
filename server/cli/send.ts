import { Readable } from 'node:stream'
import { RefusedError } from './refused-error.ts'

export interface Reply {
  readonly status: number
  readonly text: string
}

/** Sends a request as the owner; `not taken` where it is sure that nothing was done. */
export type Send = (
  method: string,
  path: string,
  body: string | undefined,
) => Promise<Reply | 'not taken'>

/** A command that takes longer than this is stuck. */
const longestMs = 60_000

export const headersOf = (token: string, body: string | undefined) => ({
  authorization: `Bearer ${token}`,
  ...(body !== undefined && { 'content-type': 'application/json' }),
})

export const sendByHttp =
  ({ url, token }: { readonly url: string; readonly token: string }): Send =>
  async (method, path, body) => {
    try {
      const reply = await fetch(`${url}${path}`, {
        method,
        headers: headersOf(token, body),
        signal: AbortSignal.timeout(longestMs),
        ...(body !== undefined && { body }),
      })
      if (reply.headers.get('x-sxncd-error') === 'closing') return 'not taken'
      return { status: reply.status, text: await reply.text() }
    } catch (error) {
      const { code } = ((error as Error).cause ?? error) as { code?: string }
      // Nobody listened; or it can be asked again without harm.
      if (code === 'ECONNREFUSED' || method === 'GET') return 'not taken'
      throw new RefusedError(
        'The hub stopped or got stuck while it carried this out. Look whether it was done; if not, try again.',
        503,
      )
    }
  }

/** Asks for a file as the owner, to be read as it comes. @throws RefusedError */
export type Download = (path: string) => Promise<Readable | 'not taken'>

export const downloadByHttp =
  ({ url, token }: { readonly url: string; readonly token: string }): Download =>
  async (path) => {
    const reply = await fetch(`${url}${path}`, { headers: headersOf(token, undefined) }).catch(
      () => undefined,
    )
    if (!reply?.body || reply.headers.get('x-sxncd-error') === 'closing') return 'not taken'
    if (reply.status === 200) return Readable.fromWeb(reply.body)
    const { error } = (await reply.json()) as { error: string }
    throw new RefusedError(error, reply.status)
  }
