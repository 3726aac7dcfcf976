import type { Hub } from '../../server/hub.ts'
import type { Shrink } from '../status.ts'

/** Notifies of settings of the person here that shrank. @returns a function that ends it */
export function watchShrinks(
  hub: Hub,
  notify: (shrink: Shrink) => void,
  onError: (error: unknown) => void,
): () => void {
  return hub.notices.listen((notice) => {
    // A file has a history of its own, which the window shows.
    if (notice.kind !== 'shrink' || notice.path !== undefined) return
    const { accountId, kind: _, path: __, ...shrink } = notice
    const tell = async () => {
      if ((await hub.owner())?.id !== accountId) return
      notify({ ...shrink, appName: hub.appName(shrink.app) })
    }
    tell().catch(onError)
  })
}
