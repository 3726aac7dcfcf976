import type { BaseWindow, IpcMainInvokeEvent, Menu, MenuItem, Tray } from 'electron'
import type { DialogAnswer, MenuLine, ProgramCalls } from '../protocol.ts'

type Electron = typeof import('electron')
type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** What a person, the system and the double would do; pages look after themselves here. */
export type ElectronCalls = Omit<
  ProgramCalls,
  | ('navigated' | 'willNavigate' | 'willRequest' | 'windowOpen')
  | ('mayUse' | 'willDownload' | 'pageGone')
>

/**
 * Stands between the main process and Electron where a person or the system would be: it sees
 * notifications, dialogs and the tray, and presses them. It is sent as text into the main process,
 * to run before it, so it uses nothing from outside.
 * @returns what the test calls
 */
export function listenIn(electron: Electron): ElectronCalls {
  const { app, BrowserWindow, dialog, ipcMain, Notification, shell, nativeImage } = electron
  const notices: { notification: Electron.Notification; isShown: boolean }[] = []
  const answers: DialogAnswer[] = []
  const dialogs: string[] = []
  const opened: string[] = []
  const handlers = new Map<string, Handler>()
  let trayIcon = ''
  let tooltip = ''
  let tray: Tray | undefined
  let trayMenu: Menu | null = null

  const texts = new WeakMap<object, { title: string; body: string; actions: string[] }>()
  Notification.isSupported = () => true
  Notification.prototype.show = function show() {
    texts.set(this, {
      title: this.title,
      body: this.body,
      actions: this.actions.map(({ text }) => text ?? ''),
    })
    notices.push({ notification: this, isShown: true })
  }
  Notification.prototype.close = function close() {
    const notice = notices.find(({ notification }) => notification === this)
    if (!notice?.isShown) return
    notice.isShown = false
    this.emit('close', {})
  }

  const { setToolTip, setContextMenu } = electron.Tray.prototype
  electron.Tray.prototype.setToolTip = function keepToolTip(text) {
    tray = this
    tooltip = text
    setToolTip.call(this, text)
  }
  electron.Tray.prototype.setContextMenu = function keepMenu(menu) {
    trayMenu = menu
    setContextMenu.call(this, menu)
  }
  const { createFromPath } = nativeImage
  nativeImage.createFromPath = (path) => {
    const image = createFromPath(path)
    if (/[\\/]tray-[^\\/]*$/.test(path)) trayIcon = image.isEmpty() ? '' : path
    return image
  }

  const optionsOf = (args: readonly unknown[]) =>
    args.at(-1) as { properties?: string[]; message?: string; detail?: string; cancelId?: number }
  const ask = async (...args: unknown[]) => {
    const { properties = [], message, detail = '', cancelId = 0 } = optionsOf(args)
    dialogs.push(message === undefined ? properties.join(' ') : `${message}\n${detail}`)
    const { filePaths = [], response = cancelId } = answers.shift() ?? {}
    return { canceled: filePaths.length === 0, filePaths, response, checkboxChecked: false }
  }
  dialog.showOpenDialog = ask
  dialog.showMessageBox = ask
  dialog.showErrorBox = (title, text) => {
    dialogs.push(`${title}\n${text}`)
    process.stderr.write(`${title}\n${text}\n`)
  }
  shell.openExternal = async (url) => void opened.push(url)
  shell.openPath = async (path) => {
    opened.push(path)
    return ''
  }
  shell.showItemInFolder = (path) => void opened.push(path)
  const handle = ipcMain.handle.bind(ipcMain)
  ipcMain.handle = (channel, handler) => {
    handlers.set(channel, handler)
    handle(channel, handler)
  }

  const window = () => BrowserWindow.getAllWindows()[0]
  const lineOf = ({ id, label, type, enabled, checked }: MenuItem): MenuLine => ({
    ...{ id, type, enabled, checked },
    label: label.replaceAll('&&', '&'),
  })
  const flat = (items: readonly MenuItem[]): MenuItem[] =>
    items.flatMap((item) => [item, ...flat(item.submenu?.items ?? [])])
  const windowItems = () => flat(electron.Menu.getApplicationMenu()?.items ?? [])
  const choose = (items: readonly MenuItem[], id: string) => {
    const item = items.find((one) => one.id === id || one.role === id)
    if (!item?.enabled) throw new Error(`The menu has no line '${id}' to choose.`)
    item.click(undefined, window() as BaseWindow | undefined, undefined)
  }
  return {
    tray: () => tray && { tooltip, icon: trayIcon, menu: (trayMenu?.items ?? []).map(lineOf) },
    clickTray: () => void tray?.emit('click'),
    chooseInMenu: (id) => choose(trayMenu?.items ?? [], id),
    windowMenu: () => windowItems().map(lineOf),
    chooseInWindowMenu: (id) => choose(windowItems(), id),
    notices: () =>
      notices.map(({ notification, isShown }) => ({
        ...{ title: '', body: '', actions: [], ...texts.get(notification) },
        isShown,
      })),
    pressNotice(index, action) {
      const notice = notices[index]
      if (!notice?.isShown) throw new Error('This notification is not to be seen.')
      notice.isShown = false
      if (action === undefined) notice.notification.emit('click', {})
      else notice.notification.emit('action', { actionIndex: action }, action)
    },
    answerDialog: (answer) => void answers.push(answer),
    dialogs: () => dialogs,
    // Its text comes as a promise; whoever asks waits anyway.
    clipboard: () => electron.clipboard.readText() as unknown as string,
    opened: () => opened,
    power: (event) => void electron.powerMonitor.emit(event, { preventDefault() {} }),
    setDark(isDark) {
      electron.nativeTheme.themeSource = isDark ? 'dark' : 'light'
    },
    window() {
      const shown = window()
      if (!shown) return undefined
      const contents = shown.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return {
        isVisible: shown.isVisible() && !shown.isMinimized(),
        isMinimized: shown.isMinimized(),
        bounds: shown.getBounds(),
        url: shown.webContents.getURL(),
        preferences: Object.fromEntries(
          Object.entries(contents.getLastWebPreferences()).filter(
            ([, value]) => typeof value === 'boolean',
          ),
        ),
      }
    },
    moveWindow: (bounds) => window()?.setBounds(bounds),
    closeWindow: () => window()?.close(),
    quit: () => app.quit(),
    ipc(_, { url, isMainFrame }, channel, args) {
      const senderFrame = { url, parent: isMainFrame ? null : {} }
      const event = { sender: window()?.webContents, senderFrame }
      return handlers.get(channel)?.(event as IpcMainInvokeEvent, ...args)
    },
  }
}
