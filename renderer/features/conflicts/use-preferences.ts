import type { Preferences } from '../../../server/api/schemas/conflicts.ts'
import { edit, queryClient } from '../../state/hub.ts'
import { useAction } from '../../ui/use-action.ts'
import { conflictCalls, preferencesOf } from './conflict-calls.ts'

/** Changes what a person has chosen for an app; it shows at once, and goes back where it fails. */
export function usePreferences(app: string) {
  const known = preferencesOf(app)
  const { start, busy, error } = useAction(async (change: Partial<Preferences>) => {
    await edit(known, (before) => ({
      ...before,
      preferences: { ...before.preferences, ...change },
    }))
    try {
      await conflictCalls.changePreferences(app, change)
    } finally {
      await queryClient.invalidateQueries({ queryKey: known.queryKey })
    }
  })
  return { change: (change: Partial<Preferences>) => void start(change), busy, error }
}
