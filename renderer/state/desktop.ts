import { useSyncExternalStore } from 'react'
import type { DesktopBridge, DesktopState } from '../../main/bridge.ts'
import { ApiError } from '../api/api-error.ts'

/** What the window can ask of the program around it; a browser has none. */
export const desktop = (globalThis as { sxncdDesktop?: DesktopBridge }).sxncdDesktop

/** What the program said last, and why it could not be asked where it has said nothing. */
export interface DesktopView {
  readonly state: DesktopState | undefined
  readonly problem: ApiError | undefined
}

/** What the program answers comes in its own words, and so does why it cannot. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error)
    throw new ApiError('program', 0, sentence, { cause: error })
  }
}

/** Follows the state of the program while anybody looks at it. */
export function createDesktopStore(bridge: Pick<DesktopBridge, 'state' | 'onState'>) {
  let view: DesktopView = { state: undefined, problem: undefined }
  const listeners = new Set<() => void>()
  let stop: (() => void) | undefined
  let isTold = false

  function set(next: DesktopView) {
    view = next
    for (const listener of listeners) listener()
  }

  async function load() {
    isTold = false
    try {
      const state = await asked(bridge.state())
      // What was told meanwhile is newer than the answer.
      if (!isTold) set({ state, problem: undefined })
    } catch (error) {
      if (!isTold) set({ ...view, problem: error as ApiError })
    }
  }

  return {
    get: () => view,
    load,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      if (!stop) {
        stop = bridge.onState((state) => {
          isTold = true
          set({ state, problem: undefined })
        })
        void load()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
      }
    },
  }
}

const store = desktop && createDesktopStore(desktop)
const nothing: DesktopView = { state: undefined, problem: undefined }
const never = () => () => {}

/** The state of the program around this window; in a browser there is never any. */
export function useDesktop(): DesktopView & { reload: () => void } {
  const view = useSyncExternalStore(store?.subscribe ?? never, store?.get ?? (() => nothing))
  return { ...view, reload: () => void store?.load() }
}
