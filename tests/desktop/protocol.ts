import type { Rectangle } from 'electron'

/** A frame that something comes from. */
export interface FrameView {
  readonly url: string
  readonly isMainFrame: boolean
}

export interface PageOptions {
  /** Such as `persist:hub`; empty for the session that every window has. */
  readonly partition: string
  /** The text of the preload script. */
  readonly preload: string
  readonly width: number
  readonly height: number
}

/** What the program asks of whoever shows its pages. */
export interface HostCalls {
  openPage(id: number, options: PageOptions): void
  loadPage(id: number, url: string): Promise<void>
  /** To the listeners of the preload script. */
  deliver(id: number, channel: string, args: readonly unknown[]): Promise<void>
  closePage(id: number): Promise<void>
}

export interface MenuLine {
  readonly id: string
  readonly label: string
  readonly type: string
  readonly enabled: boolean
  readonly checked: boolean
}

export interface NoticeView {
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
  /** Whether it is still to be seen. */
  readonly isShown: boolean
}

export interface TrayView {
  readonly tooltip: string
  /** The file of its icon; empty where there is no such image. */
  readonly icon: string
  readonly menu: readonly MenuLine[]
}

export interface WindowView {
  readonly isVisible: boolean
  readonly isMinimized: boolean
  readonly bounds: Rectangle
  readonly url: string
  readonly preferences: Readonly<Record<string, unknown>>
}

export interface DialogAnswer {
  readonly filePaths?: string[]
  readonly response?: number
}

/** How the person and the system act on the program, and what pages ask of it. */
export interface ProgramCalls {
  tray(): TrayView | undefined
  clickTray(): void
  chooseInMenu(id: string): void
  /** The menu of the window, all lines of all its menus. */
  windowMenu(): readonly MenuLine[]
  chooseInWindowMenu(id: string): void
  notices(): readonly NoticeView[]
  /** @param action the number of a button, or undefined for a click on the notification itself */
  pressNotice(index: number, action: number | undefined): void
  /** What the next dialog is answered with. */
  answerDialog(answer: DialogAnswer): void
  /** The titles and texts of dialogs that were shown. */
  dialogs(): readonly string[]
  clipboard(): string
  /** What was opened outside: addresses, folders, files. */
  opened(): readonly string[]
  power(event: string): void
  setDark(isDark: boolean): void
  window(): WindowView | undefined
  moveWindow(bounds: Partial<Rectangle>): void
  closeWindow(): void
  quit(): void

  navigated(id: number, url: string): void
  /** @returns whether it was prevented */
  willNavigate(id: number, to: FrameView, isRedirect: boolean): boolean
  /** @returns whether it is cancelled */
  willRequest(
    id: number,
    request: { readonly url: string; readonly type: string },
  ): boolean | Promise<boolean>
  /** @returns whether it may open */
  windowOpen(id: number, url: string): boolean
  mayUse(id: number, permission: string, url: string): Promise<boolean>
  willDownload(id: number, url: string): boolean
  pageGone(id: number): void
  /** What a page's preload script sends. @returns what the handler answers, or its problem */
  ipc(id: number, from: FrameView, channel: string, args: unknown[], isCall: boolean): unknown
}
