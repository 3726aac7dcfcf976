import { useMutation } from '@tanstack/react-query'
import type { Preferences } from '../../../server/api/schemas/conflicts.ts'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import { edit, queryClient } from '../../state/hub.ts'
import { conflictCalls, preferencesOf } from './conflict-calls.ts'

/**
 * Changes what a person has chosen for an app. It shows at once, and goes back where it fails; what is
 * pressed while another change is saved is saved after it. Each call gives the error, if there is one.
 */
export function usePreferences(app: string) {
  const known = preferencesOf(app)
  const mutationKey = known.queryKey
  const { mutateAsync, error } = useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: (change: Partial<Preferences>) => conflictCalls.changePreferences(app, change),
    onMutate: (change) =>
      edit(known, (before) => ({ ...before, preferences: { ...before.preferences, ...change } })),
    // What the hub says before the last change has come would take that one back.
    onSettled: () =>
      queryClient.isMutating({ mutationKey }) === 1
        ? queryClient.invalidateQueries({ queryKey: mutationKey })
        : undefined,
  })
  const save = (change: Partial<Preferences>): Promise<ApiError | undefined> =>
    mutateAsync(change).then(() => undefined, asApiError)
  /** The paths as they are now, which may not be those that were drawn. */
  const others = (path: string) => {
    const { perDevice = [] } = queryClient.getQueryData(known.queryKey)?.preferences ?? {}
    return perDevice.filter((one) => one !== path)
  }
  return {
    choose: (onConflict: Preferences['onConflict']) => save({ onConflict }),
    keep: (path: string) => save({ perDevice: [...others(path), path] }),
    share: (path: string) => save({ perDevice: others(path) }),
    error: error ? asApiError(error) : undefined,
  }
}
