import type { Logger } from 'pino'
import type { Links } from '../server/links/links.ts'
import type { DesktopState } from './bridge.ts'
import type { HubApi } from './hub/hub-api.ts'
import type { RunningHub } from './hub/run-hub.ts'
import type { HubWatch } from './hub/watch-hub.ts'
import type { Places } from './places.ts'
import type { SettingsFile } from './settings.ts'
import type { StatusStore } from './status-store.ts'
import type { LoginItem } from './system/login-item.ts'
import type { Updates } from './system/updates.ts'
import type { Texts } from './texts.ts'
import type { Window } from './window/window.ts'

/** What is there before the hub runs. */
export interface Base {
  readonly places: Places
  readonly texts: Texts
  readonly log: Logger
  readonly settings: SettingsFile
  readonly status: StatusStore
  readonly now: () => number
  /** Adds what has to end when the program does; the last one ends first. */
  readonly atEnd: (end: () => unknown) => void
}

/** All of the running program: what a click or a call of the window works with. */
export interface Program extends Base {
  readonly running: RunningHub
  readonly api: HubApi
  readonly watch: HubWatch
  /** Undefined where they could not be opened; the status says so. */
  readonly links: Links | undefined
  readonly window: Window
  readonly login: LoginItem
  readonly updates: Updates
  readonly tray: boolean
}

/** What the window is told of the program. */
export function desktopState({ status, tray, places }: Program): DesktopState {
  const { paused, startAtLogin, updates, links } = status.get()
  return { tray, paused, startAtLogin, updates, links, dataFolder: places.data }
}

/** Pauses the hub and the linked files, or lets them go on, until the program ends. */
export async function setPaused({ running, links, watch }: Program, on: boolean): Promise<void> {
  running.hub.setPaused(on)
  links?.setPaused(on)
  await watch.look()
}

export function setStartAtLogin({ login, status }: Program, on: boolean): void {
  login.set(on)
  status.set({ startAtLogin: login.state() })
}
