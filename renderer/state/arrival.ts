import { createCalls } from '../api/calls.ts'
import { createClient } from '../api/client.ts'
import { keepProof, takeArrivedProof } from './proof.ts'

/**
 * Takes over what a sign-in through a provider brought. Anybody can make a link with a proof in it,
 * so one that does not belong to the session's cookie changes nothing.
 */
export async function noticeArrival(): Promise<void> {
  const proof = takeArrivedProof()
  if (proof === undefined) return
  const client = createClient({ proof: { read: () => proof, keep: () => {} } })
  // Where the hub does not answer, the page that follows says so.
  const session = await createCalls(client)
    .session()
    .catch(() => undefined)
  if (session?.account) keepProof(proof)
}
