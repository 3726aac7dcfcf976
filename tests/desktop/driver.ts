import type { Page } from 'playwright/test'
import type { DialogAnswer, MenuLine, NoticeView, TrayView, WindowView } from './protocol.ts'

export interface StartOptions {
  /** As the person or the system gives them to the program. */
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** How the program under test is run: on the double of Electron, or on Electron itself. */
export interface Driver {
  readonly name: 'double' | 'electron'
  /** Starts the program. @param userData its folder; what it leaves there is there at its next start */
  start(userData: string, options?: StartOptions): Promise<Desktop>
  /** Starts it where it runs already. @returns how it ended, by itself */
  startAgain(userData: string, options?: StartOptions): Promise<number | null>
}

/** The program, as the person and the system have it before them. */
export interface Desktop {
  /** The page of its window, once there is one. */
  page(): Promise<Page>
  /** Undefined where there is no window. */
  window(): Promise<WindowView | undefined>
  moveWindow(bounds: Partial<WindowView['bounds']>): Promise<void>
  /** As by its cross. */
  closeWindow(): Promise<void>
  /** All lines of the window's own menu. */
  windowMenu(): Promise<readonly MenuLine[]>
  chooseInWindowMenu(id: string): Promise<void>
  tray(): Promise<TrayView | undefined>
  clickTray(): Promise<void>
  /** @param id the command of a line, such as `quit` */
  choose(id: string): Promise<void>
  notices(): Promise<readonly NoticeView[]>
  /** @param action the number of a button; without it, a click on the notification */
  pressNotice(index: number, action?: number): Promise<void>
  /** What the next dialog of the system is answered with. */
  answerDialog(answer: DialogAnswer): Promise<void>
  dialogs(): Promise<readonly string[]>
  clipboard(): Promise<string>
  /** What was opened outside: addresses, folders, files. */
  opened(): Promise<readonly string[]>
  power(event: 'resume' | 'unlock-screen' | 'shutdown'): Promise<void>
  /** As when the system's bars become dark. */
  setDark(isDark: boolean): Promise<void>
  /** Has a frame call the program as the preload script would, from wherever it says that it is. */
  callFrom(
    frame: { readonly url: string; readonly isMainFrame: boolean },
    channel: string,
    ...args: unknown[]
  ): Promise<unknown>
  /** All that it has printed. */
  printed(): string
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>
  /** As by the system. */
  signal(name: NodeJS.Signals): void
  /** Ends it if it has not ended yet. */
  stop(): Promise<void>
}
