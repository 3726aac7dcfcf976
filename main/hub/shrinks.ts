import type { Hub } from '../../server/hub.ts'
import type { Shrink } from '../status.ts'
import type { HubApi } from './hub-api.ts'

/** Notifies of each version that shrank, as it arrives. @returns a function that ends it */
export function watchShrinks(
  hub: Hub,
  api: Pick<HubApi, 'shrinkOf'>,
  notify: (shrink: Shrink) => void,
  onError: (error: unknown) => void,
): () => void {
  const look = async (accountId: string, app: string, version: number) => {
    if ((await hub.owner())?.id !== accountId) return
    const shrink = await api.shrinkOf(app, version)
    if (shrink) notify(shrink)
  }
  return hub.events.listen((event) => {
    if (event.kind !== 'slot' || event.action !== 'incomingNewer') return
    look(event.accountId, event.app, event.version).catch(onError)
  })
}
