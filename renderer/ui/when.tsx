import { useSyncExternalStore } from 'react'
import { useSpeech } from '../texts/speech.tsx'

/** One clock for all times on a page, so that "just now" does not stay for ever. */
const tick = 15_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    // React looks again after subscribing, so the time of an earlier page does not stay.
    now = Date.now()
    timer = setInterval(() => {
      now = Date.now()
      for (const each of listeners) each()
    }, tick)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

export const useNow = () => useSyncExternalStore(subscribe, () => now)

/** How long ago; the exact time is in its title. */
export function When({ at }: { at: string }) {
  const { t, formats } = useSpeech()
  const time = new Date(at)
  const now = useNow()
  return (
    <time dateTime={at} title={formats.exact(time)}>
      {formats.relative(time, now) ?? t('time.now')}
    </time>
  )
}
