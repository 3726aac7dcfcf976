import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron'
import { iconFolder } from '../places.ts'
import { moodOf, type Status } from '../status.ts'
import type { StatusStore } from '../status-store.ts'
import type { Texts } from '../texts.ts'
import { iconFile } from './icon.ts'
import { type Command, type MenuItem, menuOf, tooltipOf } from './menu.ts'

export interface TrayParts {
  readonly status: StatusStore
  readonly texts: Texts
  readonly now: () => number
  readonly run: (command: Command) => Promise<void>
}

/** Puts the icon where the small icons are. @returns what brings its menu up to date */
export function setUpTray({ status, texts, now, run }: TrayParts): () => void {
  const image = (of: Status) =>
    nativeImage.createFromPath(iconFile(iconFolder, moodOf(of), process.platform, isOnDark()))
  const nameOf = (of: Status) => `${moodOf(of)} ${isOnDark()}`
  const tray = new Tray(image(status.get()))
  let shownIcon = nameOf(status.get())
  let shownMenu = ''

  const show = () => {
    const state = status.get()
    const icon = nameOf(state)
    if (icon !== shownIcon) tray.setImage(image(state))
    shownIcon = icon
    const items = menuOf(state, texts, now())
    const menu = JSON.stringify([items, tooltipOf(state, texts)])
    // Some desktops close the menu under the person's hand when they get a new one.
    if (menu === shownMenu) return
    shownMenu = menu
    tray.setToolTip(tooltipOf(state, texts))
    tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => entryOf(item, follow))))
  }
  const follow = async (command: Command) => {
    await run(command)
    // A tick that a click has set shows a wish; what became of it shows the state.
    shownMenu = ''
    show()
  }
  // On macOS a click opens the menu.
  if (process.platform !== 'darwin') tray.on('click', () => void run('open'))
  nativeTheme.on('updated', show)
  status.onChange(show)
  show()
  return show
}

/** The bar of Windows may be dark while programs are light. */
const isOnDark = () =>
  process.platform === 'win32'
    ? nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
    : nativeTheme.shouldUseDarkColors

/** A line as Electron takes it. */
export function entryOf(
  item: MenuItem,
  run: (command: Command) => Promise<void>,
): MenuItemConstructorOptions {
  if (item.kind === 'separator') return { type: 'separator' }
  const { label, command } = item
  if (!command) return { label, enabled: false }
  const click = () => void run(command)
  if (item.kind === 'item') return { id: command, label, click }
  return { id: command, type: 'checkbox', label, checked: item.checked, click }
}
