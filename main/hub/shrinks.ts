import type { Hub } from '../../server/hub.ts'
import { firstOwner } from '../../server/sign-in/window-owner.ts'
import { flaggedVersions } from '../../server/slots/flags.ts'

/** Settings of the person at this computer that became much smaller at once. */
export interface Shrink {
  readonly app: string
  readonly appName: string
  readonly deviceName: string
  readonly before: number
  readonly after: number
  /** The version to go back to, and the one that took its place. */
  readonly replaced: number
  readonly version: number
}

/** Tells of each version that shrank, as it arrives. @returns a function that ends it */
export function watchShrinks(
  hub: Hub,
  tell: (shrink: Shrink) => void,
  onError: (error: unknown) => void,
): () => void {
  return hub.events.listen((event) => {
    if (event.kind !== 'slot' || event.action !== 'incomingNewer') return
    shrinkOf(hub, event).then((shrink) => shrink && tell(shrink), onError)
  })
}

async function shrinkOf(
  { store, apps }: Hub,
  { accountId, app, version: number }: { accountId: string; app: string; version: number },
): Promise<Shrink | undefined> {
  if ((await firstOwner(store))?.id !== accountId) return undefined
  const versions = await store.slots.read({ accountId, app }, (slot) => slot.versions())
  const flagged = flaggedVersions(versions).get(number)
  const find = (wanted: number | undefined) => versions.find((one) => one.number === wanted)
  const [before, after] = [find(flagged?.replaced), find(number)]
  if (flagged?.flag !== 'shrunk' || !before || !after) return undefined
  return {
    app,
    appName: apps.all.get(app)?.name ?? app,
    deviceName: after.deviceName,
    before: before.size,
    after: after.size,
    replaced: before.number,
    version: number,
  }
}
