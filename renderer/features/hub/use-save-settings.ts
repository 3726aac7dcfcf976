import type { Settings } from '../../../server/api/schemas/hub-settings.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { useAction } from '../../ui/use-action.ts'

/** Changes settings of the hub; shows it at once, and takes it back if it fails. */
export function useSaveSettings() {
  const { start, busy, error } = useAction(async (change: Partial<Settings>) => {
    void edit(resources.settings, (old) => ({ ...old, ...change }))
    try {
      const saved = await calls.changeSettings(change)
      void edit(resources.settings, () => saved)
    } finally {
      await refresh.hub()
    }
  })
  return { save: start, busy, error }
}
