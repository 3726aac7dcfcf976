import type { UpdateState } from '../bridge.ts'

/** The part of electron-updater that it takes. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  checkForUpdates(): Promise<unknown>
  quitAndInstall(): void
  on(event: 'update-available' | 'update-downloaded', listener: Told): unknown
  on(event: 'update-not-available', listener: Told): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}
type Told = (info: { readonly version: string }) => void

export interface UpdateParts {
  /** Loads the updater; it is not loaded as long as it is not needed. Undefined: not possible. */
  readonly load: (() => Promise<Updater>) | undefined
  readonly on: boolean
  /** Ends all that runs: nothing must hold up the restart. */
  readonly beforeRestart: () => Promise<void>
  /** After a restart that failed, when all has ended. */
  readonly startAgain: () => void
  readonly onState: (state: UpdateState) => void
  readonly onError: (error: unknown) => void
}

export interface Updates {
  /** Looks for a new version, or, where one is ready, restarts into it. */
  update(): Promise<void>
  set(on: boolean): void
  close(): void
}

const firstLook = 60_000
const lookEvery = 24 * 3_600_000

/** Keeps the program up to date by itself, unless that is switched off. */
export function createUpdates(parts: UpdateParts): Updates {
  const { load } = parts
  let state: UpdateState = { on: parts.on, step: load ? 'none' : 'not-possible' }
  let updater: Updater | undefined
  let isRestarting = false
  let timers: NodeJS.Timeout[] = []

  const tell = (next: Omit<UpdateState, 'on'>) => {
    state = { on: state.on, ...next }
    parts.onState(state)
  }

  const loaded = async (from: () => Promise<Updater>): Promise<Updater> => {
    if (updater) return updater
    updater = await from()
    updater.autoDownload = true
    updater.autoInstallOnAppQuit = true
    updater.on('update-available', ({ version }) => tell({ step: 'downloading', version }))
    updater.on('update-downloaded', ({ version }) => tell({ step: 'ready', version }))
    updater.on('update-not-available', () => tell({ step: 'none' }))
    updater.on('error', fail)
    return updater
  }

  const fail = (error: Error) => {
    parts.onError(error)
    if (isRestarting) return parts.startAgain()
    // The message of an updater is long and technical; its first line says what happened.
    tell({ step: 'failed', problem: error.message.split('\n', 1)[0]?.slice(0, 200) ?? '' })
  }

  const restart = async () => {
    isRestarting = true
    await parts.beforeRestart()
    updater?.quitAndInstall()
  }

  const update = async () => {
    if (!load || state.step === 'looking' || state.step === 'downloading') return
    if (state.step === 'ready') return restart()
    tell({ step: 'looking' })
    try {
      await (await loaded(load)).checkForUpdates()
    } catch (error) {
      fail(error as Error)
    }
  }

  const look = () => {
    // One that is ready waits for the person, or for the next time that the program ends.
    if (state.step !== 'ready') void update()
  }

  const schedule = () => {
    timers.forEach(clearTimeout)
    timers = []
    if (!load || !state.on) return
    timers = [setTimeout(look, firstLook).unref(), setInterval(look, lookEvery).unref()]
  }

  parts.onState(state)
  schedule()
  return {
    update,
    set(on) {
      state = { ...state, on }
      parts.onState(state)
      schedule()
    },
    close: () => timers.forEach(clearTimeout),
  }
}
