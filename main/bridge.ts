import type { FoundHub, LinkChange, LinkView } from '../server/links/link.ts'

/**
 * What the window can ask of the program around it: only what a browser cannot do. The preload
 * script puts it at `window.sxncdDesktop`; a browser has none.
 */
export interface DesktopBridge {
  readonly platform: 'win32' | 'darwin' | 'linux'
  /** A one-time token that signs this window in as the owner: `POST /api/v1/session/window`. */
  signInToken(): Promise<string>
  state(): Promise<DesktopState>
  /** Told of every change of `state()`. @returns a function that ends it */
  onState(listener: (state: DesktopState) => void): () => void
  setPaused(paused: boolean): Promise<void>
  setStartAtLogin(on: boolean): Promise<void>
  setUpdates(on: boolean): Promise<void>
  /** Looks for a new version, or, where one is ready, restarts into it. */
  update(): Promise<void>
  /** Shows the data folder of the hub in the system's file manager. */
  showDataFolder(): Promise<void>
  /** Asks the person for a file or folder by the system's own dialog. */
  chooseFile(kind: 'file' | 'folder'): Promise<ChosenFile | undefined>
  /** Hubs that were found on the network, without this one. Takes about 2 s. */
  findHubs(): Promise<readonly FoundHub[]>
  /** @throws an Error whose message is a sentence for a person; so do the ones below */
  addLink(link: NewLink): Promise<LinkView>
  changeLink(id: string, change: LinkChange): Promise<void>
  /** Says whether the export that a link asks about is meant. */
  answerLink(id: string, isMeant: boolean): Promise<void>
  /** Ends the link; the file and the settings on the hub stay. */
  removeLink(id: string): Promise<void>
  /** Takes the hub's settings into the file now, or sends the file now. */
  syncLink(id: string, direction: 'to-hub' | 'to-file'): Promise<void>
  /** Shows the file of a link in the system's file manager. */
  showLink(id: string): Promise<void>
}

export interface DesktopState {
  /** Whether there is a tray; without one the window takes its place. */
  readonly tray: boolean
  readonly paused: boolean
  readonly startAtLogin: { readonly on: boolean; readonly possible: boolean }
  readonly updates: UpdateState
  readonly dataFolder: string
  readonly links: readonly LinkView[]
}

export interface UpdateState {
  readonly on: boolean
  readonly step: 'none' | 'looking' | 'downloading' | 'ready' | 'failed' | 'not-possible'
  /** The version that is downloading or ready. */
  readonly version?: string
  readonly problem?: string
}

/** Paths come from the system's dialog only: the window names a choice, never a path. */
export interface ChosenFile {
  readonly choice: string
  readonly path: string
}

export interface NewLink {
  readonly choice: string
  readonly app: string
  readonly writeBack: boolean
  /** Nothing: this hub, with a key made for the link. Else one that exists, with its key. */
  readonly hub?: { readonly url: string; readonly key: string; readonly pin?: string }
}
