import { useEffect, useState } from 'react'
import type { HubEvents } from '../../server/api/schemas/events.ts'
import { links } from '../api/calls.ts'
import { type LiveState, listen } from '../api/events.ts'
import { atMostEvery } from './at-most-every.ts'
import { calls, noticePerson, refresh } from './hub.ts'

/** A hidden page lets go of its line after this long; browsers allow six to one host. */
const hiddenFor = 30_000

/** Files come in floods: a first sync sends hundreds. */
const refreshFiles = atMostEvery(1_000, (app: string) => void refresh.files(app))

const onEvent: { [Name in keyof HubEvents]: (data: HubEvents[Name]) => void } = {
  slot: ({ app }) => void refresh.slot(app),
  file: ({ app }) => refreshFiles(app),
  conflict: ({ app }) => void refresh.slot(app),
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
