import { tellSlot } from '../events/events.ts'
import type { Author } from './file-tree.ts'
import type { AppTree } from './tree-context.ts'
import { writeFile } from './write-file.ts'

/**
 * Makes the content of a file the app's settings as well, if it is the newest of those that have
 * been: an app that saves its export under a new name each time has one history all the same.
 */
export async function mirrorToSettings(tree: AppTree, path: string, by: Author): Promise<void> {
  const { store, id, clock, limits, events } = tree.context
  const { entry, stream } = await tree.open(path)
  const received = await store.receive(stream(), limits.fileSize)
  try {
    const version = await store.slots.update(
      { accountId: id.accountId, app: id.app },
      async (slot) => {
        const current = await slot.current()
        if (current && current.savedAt > entry.modifiedAt) return undefined
        const { deviceName } = by
        return writeFile(slot, {
          ...{ deviceName, content: received, moment: clock.read() },
          modifiedAt: entry.modifiedAt,
        })
      },
    )
    if (version) tellSlot(events, id, version, 'incomingNewer')
  } finally {
    await received.discard()
  }
}
