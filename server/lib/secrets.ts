import { hash, randomBytes } from 'node:crypto'

/** A secret that a link or a cookie carries: 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Under which a secret is kept: the store never holds the secret itself. */
export const secretId = (secret: string): string => hash('sha256', secret)
