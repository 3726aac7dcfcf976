import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A secret by which who gets a message knows that this hub has sent it; see `signatureHeaders`. */
export const newSigningSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

/** `whsec_` and 24 to 64 bytes in Base64, as Standard Webhooks has it. */
export function isSigningSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  const { length } = keyOf(text)
  return length >= 24 && length <= 64
}

const keyOf = (secret: string) => Buffer.from(secret.slice(prefix.length), 'base64')

/** The headers of Standard Webhooks 1.0. The moment is signed too: an old message cannot be sent again. */
export function signatureHeaders(id: string, at: number, body: string, secret: string | undefined) {
  const timestamp = String(Math.floor(at / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(secret !== undefined && {
      'webhook-signature': `v1,${createHmac('sha256', keyOf(secret))
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64')}`,
    }),
  }
}
