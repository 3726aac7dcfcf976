import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret that a link or a cookie carries: 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export const isEqualSecret = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))

/** Under which a secret is kept: the store never holds the secret itself. */
export const secretId = (secret: string): string => hash('sha256', secret)
