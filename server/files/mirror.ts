import { roleOf } from '../../app-modules/file-roles.ts'
import { tellSlot } from '../events/events.ts'
import type { Author } from './file-tree.ts'
import { noteDevice } from './presence.ts'
import type { AppTree } from './tree-context.ts'
import { writeFile } from './write-file.ts'

/**
 * Makes the content of a file the app's settings as well, if it is one of a family and the newest
 * that has been: an app that saves its export under a new name each time has one history all the
 * same. Also where nothing is new: the hub may have been killed in between when it was.
 */
export async function mirrorIfFamily(tree: AppTree, path: string, by: Author): Promise<void> {
  const { store, id, clock, limits, events, rules } = tree.context
  if (roleOf(rules, path) !== 'family') return
  const { entry, stream } = await tree.open(path)
  if (entry.size === 0) return
  const received = await store.receive(stream(), limits.fileSize)
  try {
    const version = await store.slots.update(
      { accountId: id.accountId, app: id.app },
      async (slot) => {
        const current = await slot.current()
        if (current && current.savedAt > entry.modifiedAt) return undefined
        const { deviceName } = by
        const moment = clock.read()
        const { modifiedAt } = entry
        const written = await writeFile(slot, { deviceName, content: received, moment, modifiedAt })
        await noteDevice(slot, by, moment.now, await slot.current())
        return written
      },
    )
    if (version) tellSlot(events, id, version, 'incomingNewer')
  } finally {
    await received.discard()
  }
}
