import { setTimeout as wait } from 'node:timers/promises'
import { app } from 'electron'

export interface Quit {
  /** Whether the program is about to be gone: then its window closes in earnest. */
  isQuitting(): boolean
  /** Ends all that runs, so that nothing holds up whoever ends the program next. */
  prepare(): Promise<void>
}

/** What was promised is on disk already; beyond this the system would end the program itself. */
const patience = 8_000

/**
 * However the program ends, the hub ends first: it answers what is under way and lets go of its
 * folder. @param close ends all that runs
 */
export function setUpQuit(close: () => Promise<void>, patienceMs = patience): Quit {
  let ending: Promise<void> | undefined
  let ended = false

  const prepare = () => {
    ending ??= Promise.race([close(), wait(patienceMs, undefined, { ref: false })]).then(() => {
      ended = true
    })
    return ending
  }
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    const isFirst = ending === undefined
    const prepared = prepare()
    if (isFirst) void prepared.then(() => app.quit())
  })
  // The hub goes on without a window.
  app.on('window-all-closed', () => {})
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => app.quit())
  }
  return { isQuitting: () => ending !== undefined, prepare }
}
