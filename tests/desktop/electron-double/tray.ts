import { EventEmitter } from 'node:events'
import type { Tray as ElectronTray, Menu, NativeImage } from 'electron'
import { control } from './control.ts'
import { chooseIn, type MenuDouble, menuBehind, viewOf } from './menu.ts'
import { fileOf } from './native-image.ts'
import { wholeClass } from './whole.ts'

let shown: TrayDouble | undefined

/** The icon beside the clock. */
class TrayDouble extends EventEmitter {
  icon: string
  tooltip = ''
  menu: MenuDouble = { lines: [] }

  constructor(image: NativeImage | string) {
    super()
    this.icon = fileOf(image)
    shown = this
  }
  setImage(image: NativeImage | string) {
    this.icon = fileOf(image)
  }
  setToolTip(text: string) {
    this.tooltip = text
  }
  setContextMenu(menu: Menu | null) {
    this.menu = menu ? menuBehind(menu) : { lines: [] }
  }
}

TrayDouble satisfies new (
  image: NativeImage | string,
) => Pick<ElectronTray, 'setImage' | 'setToolTip' | 'setContextMenu'>

control.answer({
  tray: () => shown && { tooltip: shown.tooltip, icon: shown.icon, menu: viewOf(shown.menu.lines) },
  clickTray: () => void shown?.emit('click'),
  chooseInMenu(id) {
    if (!shown) throw new Error('There is no tray.')
    chooseIn(shown.menu, id)
  },
})

export const Tray = wholeClass<typeof ElectronTray>('Tray', TrayDouble)
