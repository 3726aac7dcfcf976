import { HubError } from '../lib/errors.ts'

/** Counts streams, so that neither one account nor all together take too many. */
export interface StreamLimit {
  /** @returns what gives the place back. @throws HubError where there are too many */
  take(accountId: string): () => void
}

/**
 * @param ofAccount how many one account may have
 * @param inAll how many all may have; as many again are left for accounts that have none yet,
 * one each, so that a few who take all they can shut nobody out
 */
export function createStreamLimit({
  ofAccount,
  inAll,
}: {
  readonly ofAccount: number
  readonly inAll: number
}): StreamLimit {
  const open = new Map<string, number>()
  let all = 0
  return {
    take(accountId) {
      const own = open.get(accountId) ?? 0
      const isFull = own === 0 ? all >= 2 * inAll : own >= ofAccount || all >= inAll
      if (isFull) throw new HubError('too_many_streams', { seconds: 60 })
      open.set(accountId, own + 1)
      all += 1
      return () => {
        all -= 1
        const left = (open.get(accountId) ?? 1) - 1
        if (left > 0) open.set(accountId, left)
        else open.delete(accountId)
      }
    },
  }
}
