import { type Clock, systemClock } from './clock.ts'
import { SyncError } from './errors.ts'

/** Ends a request when its caller does, or when it has taken too long. */
export interface Patience {
  readonly signal: AbortSignal
  /** Waits for what `signal` was given to. @throws the caller's reason, else SyncError */
  reading<T>(work: Promise<T>): Promise<T>
  /** Begins to wait anew, for so long: something came. */
  renew(ms: number): void
  /** Has to be called in the end. */
  stop(): void
}

export function createPatience(
  firstMs: number,
  outer: AbortSignal | undefined,
  clock: Clock = systemClock,
): Patience {
  const controller = new AbortController()
  const { signal } = controller
  const abort = () => controller.abort(outer?.reason)
  if (outer?.aborted) abort()
  outer?.addEventListener('abort', abort, { once: true })
  const giveUpAfter = (ms: number) =>
    clock.setTimeout(() => {
      const seconds = Math.ceil(ms / 1_000)
      controller.abort(new SyncError(0, 'timeout', `The hub did not answer within ${seconds} s.`))
    }, ms)
  let timer = giveUpAfter(firstMs)
  const stopTimer = () => clock.clearTimeout(timer)
  return {
    signal,
    async reading(work) {
      try {
        return await work
      } catch (cause) {
        if (signal.aborted) throw signal.reason
        // Whoever stands in for `fetch` may know better.
        if (cause instanceof SyncError) throw cause
        const reason = (cause as { cause?: { code?: string } } | null)?.cause?.code
        const why = reason ? ` (${reason})` : ''
        throw new SyncError(0, 'unreachable', `The hub cannot be reached${why}.`, { cause })
      }
    },
    renew(ms) {
      stopTimer()
      timer = giveUpAfter(ms)
    },
    stop() {
      stopTimer()
      outer?.removeEventListener('abort', abort)
    },
  }
}
