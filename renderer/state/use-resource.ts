import { useCallback, useSyncExternalStore } from 'react'
import { store } from './hub.ts'
import type { Known, Resource } from './store.ts'

export interface Loaded<T> extends Known<T> {
  reload: () => void
}

/** What the hub says about something, fetched when first shown and kept up to date. */
export function useResource<T>(resource: Resource<T>): Loaded<T> {
  const { key } = resource
  // The name stands for the resource: one made anew on each render must not fetch anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const subscribe = useCallback((listener: () => void) => store.watch(resource, listener), [key])
  const known = useSyncExternalStore(subscribe, () => store.peek(resource))
  return { ...known, reload: () => void store.refresh((other) => other === key) }
}
