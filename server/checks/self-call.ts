import { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { get as getPlainly } from 'node:http'
import { get as getSecurely } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { fingerprintOf } from '../tls/certificate.ts'

const patienceMs = 2_000
const mostBytes = 10_000

export interface SelfCall {
  readonly url: string
  /** What went wrong, in few words; undefined where the hub answered. */
  readonly reason: string | undefined
}

/** Calls an address as a device would, and sees whether this very hub answers. */
export async function callSelf(
  url: string,
  hub: { readonly id: string; readonly fingerprint: string | undefined },
): Promise<SelfCall> {
  try {
    const { body, fingerprint } = await ask(`${url}/api/v1/hub`)
    if (url.startsWith('https:') && fingerprint !== hub.fingerprint) {
      return { url, reason: 'another program answers, with another certificate' }
    }
    const isUs = (JSON.parse(body) as { id?: string }).id === hub.id
    return { url, reason: isUs ? undefined : 'another hub answers' }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return {
      url,
      reason: error instanceof SyntaxError ? 'another program answers' : (code ?? message),
    }
  }
}

function ask(url: string): Promise<{ body: string; fingerprint: string | undefined }> {
  return new Promise((resolve, reject) => {
    const take = (reply: IncomingMessage) => {
      const raw = (reply.socket as TLSSocket).getPeerCertificate?.().raw
      // Read while the connection is there.
      const fingerprint = raw && fingerprintOf(new X509Certificate(raw).toString())
      let body = ''
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
        if (body.length > mostBytes) reply.destroy(new SyntaxError('too long'))
      })
      reply.on('error', reject).on('end', () => resolve({ body, fingerprint }))
    }
    const options = { timeout: patienceMs, agent: false, signal: AbortSignal.timeout(patienceMs) }
    // The fingerprint says more than any authority could.
    const request = url.startsWith('https:')
      ? getSecurely(url, { ...options, rejectUnauthorized: false }, take)
      : getPlainly(url, options, take)
    request.on('error', (error) => {
      reject(error.name === 'AbortError' ? new Error('no answer') : error)
    })
  })
}
