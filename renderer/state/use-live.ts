import { useEffect, useState } from 'react'
import type { HubEvents } from '../../server/api/schemas/events.ts'
import { links } from '../api/calls.ts'
import { type LiveState, listen } from '../api/events.ts'
import { calls, noticePerson, refresh } from './hub.ts'

/** A hidden page lets go of its line after this long; browsers allow six to one host. */
const hiddenFor = 30_000

const onEvent: { [Name in keyof HubEvents]: (data: HubEvents[Name]) => void } = {
  slot: ({ app }) => void refresh.slot(app),
  // A file may be the settings, and its device is a device of the app.
  file: ({ app }) => void refresh.slot(app),
  device: () => void refresh.devices(),
  keys: () => void refresh.keys(),
  pairing: () => void refresh.pairing(),
  hub: () => void refresh.hub(),
  session: () => void noticePerson(),
}

/** Keeps everything that is shown up to date. Also counts the beats, for the mark to show them. */
export function useLive(): { state: LiveState; beats: number } {
  const [state, setState] = useState<LiveState>('connecting')
  const [beats, setBeats] = useState(0)

  useEffect(() => {
    const line = listen(async () => new EventSource(await calls.withTicket(links.events)), {
      onEvent(name, data) {
        setBeats((count) => count + 1)
        onEvent[name](data as never)
      },
      onReload: () => void refresh.all(),
      onState: setState,
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    const onVisibility = () => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(line.pause, hiddenFor)
      else line.resume()
    }
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisibility)
      line.close()
    }
  }, [])

  return { state, beats }
}
