import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type {
  BrowserWindowConstructorOptions,
  BrowserWindow as ElectronWindow,
  Rectangle,
  WebContents,
} from 'electron'
import { appEvents, openWindows, phase } from './app-events.ts'
import { control } from './control.ts'
import { emitPreventable } from './preventable.ts'
import { primaryDisplay } from './screen.ts'
import { createWebContents, type WebContentsDouble } from './web-contents.ts'
import { wholeClass } from './whole.ts'

let lastId = 0
const windows = new Map<number, WindowDouble>()

/** A window: a page of Chromium, and what the system would know of its place. */
class WindowDouble extends EventEmitter {
  readonly id: number
  readonly webContents: WebContents
  readonly preferences: Readonly<Record<string, unknown>>
  private readonly contents: WebContentsDouble
  private bounds: Rectangle
  private isShown: boolean
  private state: 'normal' | 'minimized' | 'maximized' = 'normal'
  private isGone = false

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    if (!phase.isReady) throw new Error('Cannot create BrowserWindow before app is ready')
    lastId += 1
    this.id = lastId
    this.bounds = centred(options)
    this.isShown = options.show ?? true
    const preferences = options.webPreferences ?? {}
    this.preferences = { ...preferences }
    this.contents = createWebContents(this.id, preferences)
    this.webContents = this.contents.whole
    windows.set(this.id, this)
    openWindows.add(this)
    void control.ask('openPage', this.id, {
      partition: preferences.partition ?? '',
      preload: preferences.preload === undefined ? '' : readFileSync(preferences.preload, 'utf8'),
      width: this.bounds.width,
      height: this.bounds.height,
    })
    appEvents.emit('web-contents-created', {}, this.webContents)
  }

  loadURL(url: string) {
    return this.contents.load(url)
  }
  show() {
    this.isShown = true
    this.state = this.state === 'minimized' ? 'normal' : this.state
    this.emit('show')
  }
  hide() {
    this.isShown = false
    this.emit('hide')
  }
  focus() {
    this.emit('focus')
  }
  minimize() {
    this.state = 'minimized'
    this.isShown = true
    this.emit('minimize')
  }
  restore() {
    this.state = 'normal'
    this.emit('restore')
  }
  isVisible() {
    return this.isShown && this.state !== 'minimized'
  }
  isMinimized() {
    return this.state === 'minimized'
  }
  isMaximized() {
    return this.state === 'maximized'
  }
  isDestroyed() {
    return this.isGone
  }
  getBounds() {
    return { ...this.bounds }
  }
  setBounds(bounds: Partial<Rectangle>) {
    this.bounds = { ...this.bounds, ...bounds }
    this.emit('move')
    this.emit('resize')
  }
  close() {
    if (!emitPreventable(this, 'close')) this.destroy()
  }
  destroy() {
    if (this.isGone) return
    this.isGone = true
    windows.delete(this.id)
    openWindows.delete(this)
    this.contents.end()
    void control.ask('closePage', this.id).catch(() => {})
    this.emit('closed')
    if (openWindows.size > 0 || phase.isQuitting) return
    // Without a listener the program ends with its last window.
    if (!appEvents.emit('window-all-closed')) process.exit(0)
  }
}

function centred({ x, y, width = 800, height = 600 }: BrowserWindowConstructorOptions): Rectangle {
  const room = primaryDisplay.workArea
  const middle = (start: number, all: number, own: number) => start + Math.round((all - own) / 2)
  return {
    x: x ?? middle(room.x, room.width, width),
    y: y ?? middle(room.y, room.height, height),
    width,
    height,
  }
}

// What the main process takes for windows of Electron must do what those do.
WindowDouble satisfies new (
  options?: BrowserWindowConstructorOptions,
) => Pick<
  ElectronWindow,
  | ('id' | 'webContents' | 'loadURL' | 'show' | 'hide' | 'focus' | 'minimize' | 'restore')
  | ('isVisible' | 'isMinimized' | 'isMaximized' | 'isDestroyed')
  | ('getBounds' | 'setBounds' | 'close' | 'destroy')
>

const one = () => [...windows.values()][0]
control.answer({
  window() {
    const window = one()
    if (!window) return undefined
    return {
      isVisible: window.isVisible(),
      isMinimized: window.isMinimized(),
      bounds: window.getBounds(),
      url: window.webContents.getURL(),
      preferences: window.preferences,
    }
  },
  moveWindow: (bounds) => one()?.setBounds(bounds),
  closeWindow: () => one()?.close(),
})

export const BrowserWindow = wholeClass<typeof ElectronWindow>('BrowserWindow', WindowDouble)
