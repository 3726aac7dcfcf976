import type { Settings } from '../../api/types.ts'
import { calls, refresh, resources, store } from '../../state/hub.ts'
import { useAction } from '../../ui/use-action.ts'

/** Changes how devices on the network reach the hub; shows it at once, and takes it back if it fails. */
export function useLanSettings() {
  const { start, busy, error } = useAction(
    async (change: Partial<Pick<Settings, 'lan' | 'lanInterface'>>) => {
      store.edit(resources.settings, (old) => ({ ...old, ...change }))
      try {
        const saved = await calls.changeSettings(change)
        store.edit(resources.settings, () => saved)
      } finally {
        await refresh.hub()
      }
    },
  )
  return { save: start, busy, error }
}
