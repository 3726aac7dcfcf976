import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'good' | 'bad'
  readonly action?: { readonly label: string; readonly run: () => void }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says what just happened, with a way back where there is one. */
export function showToast(
  text: string,
  options: Partial<Pick<Toast, 'tone' | 'action'>> = {},
): void {
  lastId += 1
  set([...toasts.slice(-2), { id: lastId, text, tone: 'good', ...options }])
}

export function closeToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

export const useToasts = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
