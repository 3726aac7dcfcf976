import type { Clock } from './clock.ts'
import { newSecret, secretId } from './secrets.ts'

/** Things that are handed out for a secret, and given back for it once. */
export interface OneTime<T> {
  /** Remembers one. @returns the secret, which is not kept */
  open(value: T): string
  /** Gives it back once; later, or when it took too long, there is nothing. */
  take(secret: string): T | undefined
  /** The same for a use that may fail in a way that a person can mend. */
  lend(secret: string): Lent<T> | undefined
}

export interface Lent<T> {
  readonly value: T
  /** Makes the secret as good as it was. */
  putBack(): void
}

/**
 * Kept in memory: a restart costs a person one more click, and nothing secret reaches the disk.
 * @param most beyond so many the oldest is dropped, so that memory stays bounded
 */
export function createOneTimeTokens<T>(
  now: Clock,
  { life, most }: { readonly life: number; readonly most: number },
): OneTime<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>()

  const lend = (secret: string): Lent<T> | undefined => {
    const id = secretId(secret)
    const found = kept.get(id)
    kept.delete(id)
    if (!found || now() >= found.until) return undefined
    return { value: found.value, putBack: () => void kept.set(id, found) }
  }

  return {
    open(value) {
      for (const [id, { until }] of kept) {
        // All live equally long, so they are over in the order in which they began.
        if (now() < until && kept.size < most) break
        kept.delete(id)
      }
      const secret = newSecret()
      kept.set(secretId(secret), { value, until: now() + life })
      return secret
    },
    take: (secret) => lend(secret)?.value,
    lend,
  }
}
