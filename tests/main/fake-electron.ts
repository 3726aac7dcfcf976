import { EventEmitter } from 'node:events'

/**
 * As much of Electron as the tests of single files need: plain objects that note what is done to
 * them. Use it by `vi.mock('electron', () => import('../fake-electron.ts'))`, and
 * `beforeEach(resetElectron)`.
 */

/** An event that can be prevented, as Electron's. */
export class FakeEvent {
  defaultPrevented = false
  preventDefault() {
    this.defaultPrevented = true
  }
}

class FakeApp extends EventEmitter {
  readonly calls: string[] = []
  getLocale() {
    return 'en-GB'
  }
  exit(code: number) {
    this.calls.push(`exit ${code}`)
  }
  quit() {
    this.calls.push('quit')
    const event = new FakeEvent()
    this.emit('before-quit', event)
    if (!event.defaultPrevented) this.calls.push('gone')
  }
}
export const app = new FakeApp()

export const opened: string[] = []
export const shell = {
  openExternal: async (url: string) => void opened.push(url),
  openPath: async (path: string) => {
    opened.push(path)
    return path.includes('missing') ? 'There is no such folder' : ''
  },
  showItemInFolder: (path: string) => void opened.push(path),
}

type OpenHandler = (details: { url: string }) => { action: string }

export class FakeContents extends EventEmitter {
  url = ''
  readonly sent: unknown[][] = []
  openHandler: OpenHandler = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: OpenHandler) {
    this.openHandler = handler
  }
  getURL() {
    return this.url
  }
  send(...args: unknown[]) {
    this.sent.push(args)
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly made: BrowserWindow[] = []
  readonly webContents = new FakeContents()
  readonly options: Record<string, unknown>
  state: 'new' | 'shown' | 'hidden' | 'minimised' | 'destroyed' = 'new'
  bounds = { x: 10, y: 20, width: 900, height: 700 }
  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    BrowserWindow.made.push(this)
  }
  async loadURL(url: string) {
    this.webContents.url = url
  }
  show() {
    this.state = 'shown'
  }
  focus() {}
  hide() {
    this.state = 'hidden'
  }
  minimize() {
    this.state = 'minimised'
  }
  restore() {
    this.state = 'shown'
  }
  destroy() {
    this.state = 'destroyed'
    this.emit('closed')
  }
  isMinimized() {
    return this.state === 'minimised'
  }
  isMaximized() {
    return false
  }
  isDestroyed() {
    return this.state === 'destroyed'
  }
  getBounds() {
    return this.bounds
  }
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }

type Answer = (...args: never[]) => unknown
class FakeSession extends EventEmitter {
  readonly handlers: Record<string, Answer> = {}
  readonly notes: unknown[] = []
  readonly webRequest = {
    onBeforeRequest: (handler: Answer) => {
      this.handlers.beforeRequest = handler
    },
  }
  setPermissionRequestHandler(handler: Answer) {
    this.handlers.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: Answer) {
    this.handlers.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: Answer) {
    this.handlers.devicePermission = handler
  }
  setSpellCheckerEnabled(on: boolean) {
    this.notes.push({ spellChecker: on })
  }
  async setProxy(proxy: object) {
    this.notes.push(proxy)
  }
}
export const fakeSession = new FakeSession()
export const session = {
  fromPartition: (partition: string) => {
    fakeSession.notes.push({ partition })
    return fakeSession
  },
}

export const ipcMain = {
  handler: (async () => undefined) as Answer,
  handle(_channel: string, handler: Answer) {
    this.handler = handler
  },
}

export class Notification extends EventEmitter {
  static supported = true
  static readonly shown: Notification[] = []
  static isSupported() {
    return Notification.supported
  }
  readonly options: { title: string; body: string; actions: readonly { text: string }[] }
  constructor(options: Notification['options']) {
    super()
    this.options = options
  }
  show() {
    Notification.shown.push(this)
  }
  close() {
    this.emit('close')
  }
}

interface Entry {
  readonly id?: string
  readonly click?: () => void
}

export const Menu = { buildFromTemplate: (entries: readonly Entry[]) => entries }
export const nativeImage = { createFromPath: (path: string) => path }
export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: false,
})

export class Tray extends EventEmitter {
  static made: Tray
  image: string
  tooltip = ''
  menu: readonly Entry[] = []
  menus = 0
  constructor(image: string) {
    super()
    this.image = image
    Tray.made = this
  }
  setImage(image: string) {
    this.image = image
  }
  setToolTip(text: string) {
    this.tooltip = text
  }
  setContextMenu(menu: readonly Entry[]) {
    this.menu = menu
    this.menus += 1
  }
  choose(id: string) {
    this.menu.find((entry) => entry.id === id)?.click?.()
  }
}

export const exposed: Record<string, unknown> = {}
export const contextBridge = {
  exposeInMainWorld: (name: string, value: unknown) => {
    exposed[name] = value
  },
}
class FakeIpcRenderer extends EventEmitter {
  readonly invoked: unknown[][] = []
  reply: unknown = { ok: true, value: undefined }
  async invoke(...args: unknown[]) {
    this.invoked.push(args)
    return this.reply
  }
}
export const ipcRenderer = new FakeIpcRenderer()

export const dialog = {
  chosen: [] as string[],
  asked: [] as unknown[],
  errors: [] as string[][],
  showErrorBox(title: string, text: string) {
    this.errors.push([title, text])
  },
  answer: 0,
  async showOpenDialog(...args: unknown[]) {
    this.asked.push(args.at(-1))
    return { filePaths: this.chosen }
  },
  async showMessageBox(options: unknown) {
    this.asked.push(options)
    return { response: this.answer }
  },
}
export const clipboard = {
  text: '',
  writeText(text: string) {
    this.text = text
  },
}

/** As it is when a program starts: for `beforeEach`, since test files may share this module. */
export function resetElectron(): void {
  for (const emitter of [app, fakeSession, nativeTheme, ipcRenderer]) emitter.removeAllListeners()
  for (const list of [app.calls, opened, fakeSession.notes, ipcRenderer.invoked]) list.length = 0
  for (const list of [BrowserWindow.made, Notification.shown]) list.length = 0
  for (const list of [dialog.asked, dialog.errors]) list.length = 0
  Notification.supported = true
  ipcRenderer.reply = { ok: true, value: undefined }
  dialog.chosen = []
  dialog.answer = 0
  clipboard.text = ''
}
