import { endSessions } from '../sign-in/sessions.ts'
import type { RouteContext } from './context.ts'

/** Ends the sessions that `which` picks by id, and tells the windows they belong to. */
export async function endAndTell(
  { store, events }: Pick<RouteContext, 'store' | 'events'>,
  accountId: string,
  which: (id: string) => boolean = () => true,
): Promise<number> {
  const sessionIds = await store.change(
    (records) => endSessions(records, accountId, which),
    'reserved',
  )
  events.emit({ kind: 'session', accountId, sessionIds })
  return sessionIds.length
}
