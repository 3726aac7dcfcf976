import { BrowserWindow, type Rectangle as ElectronRectangle, screen, session } from 'electron'
import { preloadFile } from '../places.ts'
import { fitBounds, type Rectangle, smallest } from './bounds.ts'
import { guardSession } from './guard.ts'

export interface WindowParts {
  /** The address of the hub on this computer. */
  readonly url: string
  readonly title: string
  readonly icon: string | undefined
  /** Only then are there tools for developers. */
  readonly isDeveloped: boolean
  readonly bounds: () => Rectangle | undefined
  readonly keepBounds: (bounds: Rectangle) => void
  /** Whether there is a tray to hide in. */
  readonly tray: boolean
  /** The person closed the window; the program goes on. */
  readonly onClosed: () => void
  readonly onShown: () => void
  readonly isQuitting: () => boolean
  /** The computer is shutting down, or the person signs out. */
  readonly onSessionEnd: () => void
  readonly onError: (error: unknown) => void
}

export interface ShowOptions {
  /** A path of the hub's interface; without it, whatever the window shows. */
  readonly page?: string
  /** Only in the task bar. */
  readonly minimised?: boolean
}

/** The one window. It is made when it is first shown, and hidden when it is closed. */
export interface Window {
  /** Brings it up. */
  show(options?: ShowOptions): Promise<void>
  /** The window itself while there is one. */
  readonly current: BrowserWindow | undefined
  /** Ends it for good, with the program. */
  close(): void
}

/** Its cookies stay, so that the person need not sign in again. */
const partition = 'persist:hub'
/** A hidden window gives its memory back after so long. */
const forgetAfter = 10 * 60_000

export async function createWindow(parts: WindowParts): Promise<Window> {
  await guardSession(session.fromPartition(partition), () => new URL(parts.url).origin)
  let window: BrowserWindow | undefined
  let forgetting: NodeJS.Timeout | undefined

  const keepPlace = (of: BrowserWindow) => {
    if (!of.isMaximized() && !of.isMinimized()) parts.keepBounds(plain(of.getBounds()))
  }

  const open = (): BrowserWindow => {
    const made = new BrowserWindow({
      ...fitBounds(parts.bounds(), workAreas()),
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      title: parts.title,
      ...(parts.icon && { icon: parts.icon }),
      autoHideMenuBar: true,
      webPreferences: {
        preload: preloadFile,
        partition,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: parts.isDeveloped,
      },
    })
    made.on('close', (event) => {
      keepPlace(made)
      if (parts.isQuitting()) return
      event.preventDefault()
      if (parts.tray) hide(made)
      else made.minimize()
      parts.onClosed()
      if (parts.tray) forgetting = setTimeout(() => made.destroy(), forgetAfter).unref()
    })
    made.on('closed', () => {
      if (window === made) window = undefined
    })
    made.on('session-end', parts.onSessionEnd)
    made.webContents.on('render-process-gone', (_, { reason }) => {
      parts.onError(new Error(`the page of the window ended: ${reason}`))
      // It comes back when it is shown next.
      made.destroy()
    })
    return made
  }

  return {
    async show({ page, minimised = false } = {}) {
      clearTimeout(forgetting)
      const isNew = window === undefined
      window ??= open()
      const shown = window
      if (isNew || page !== undefined) {
        await shown.loadURL(new URL(page ?? '/', parts.url).href).catch(parts.onError)
      }
      if (shown.isDestroyed()) return
      if (minimised) return shown.minimize()
      if (shown.isMinimized()) shown.restore()
      shown.show()
      shown.focus()
      parts.onShown()
    },
    get current() {
      return window
    },
    close() {
      clearTimeout(forgetting)
      if (window) keepPlace(window)
      window?.destroy()
    },
  }
}

/** On macOS a window that fills the screen would leave it black. */
function hide(window: BrowserWindow): void {
  const fillsScreen = process.platform === 'darwin' && window.isFullScreen()
  if (!fillsScreen) window.hide()
  else window.once('leave-full-screen', () => window.hide()).setFullScreen(false)
}

/** What the screens have room for, the main one first. */
function workAreas(): Rectangle[] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main, ...others].map(({ workArea }) => plain(workArea))
}

const plain = ({ x, y, width, height }: ElectronRectangle): Rectangle => ({ x, y, width, height })
