import type {
  Menu as ElectronMenu,
  KeyboardEvent,
  MenuItem,
  MenuItemConstructorOptions,
} from 'electron'
import type { MenuLine } from '../protocol.ts'
import { app } from './app.ts'
import { control } from './control.ts'
import { whole } from './whole.ts'

/** A line as it is shown; those with a role do what the system does. */
interface Line extends MenuLine {
  readonly submenu: readonly Line[]
  choose(): void
}

export interface MenuDouble {
  readonly lines: readonly Line[]
}

const menus = new WeakMap<object, MenuDouble>()
let windowMenu: MenuDouble = { lines: [] }

/** What stands behind a menu that the main process has made. */
export function menuBehind(menu: object): MenuDouble {
  const found = menus.get(menu)
  if (!found) throw new Error('This is no menu of the double.')
  return found
}

function lineOf(options: MenuItemConstructorOptions): Line {
  const type = options.type ?? (options.submenu ? 'submenu' : 'normal')
  const state = { checked: options.checked ?? false }
  const submenu = Array.isArray(options.submenu) ? options.submenu.map(lineOf) : []
  return {
    id: options.id ?? options.role ?? '',
    // Electron reads `&` as the mark of a shortcut, and `&&` as the letter.
    label: (options.label ?? '').replaceAll('&&', '&'),
    type,
    enabled: options.enabled ?? true,
    get checked() {
      return state.checked
    },
    submenu,
    choose() {
      if (!(options.enabled ?? true)) throw new Error(`'${options.label}' cannot be chosen.`)
      if (type === 'checkbox') state.checked = !state.checked
      if (options.role === 'quit') app.quit()
      const item = { id: options.id, checked: state.checked } as MenuItem
      options.click?.(item, undefined, {} as KeyboardEvent)
    },
  }
}

export const viewOf = (lines: readonly Line[]): MenuLine[] =>
  lines.map(({ id, label, type, enabled, checked }) => ({ id, label, type, enabled, checked }))

const flat = (lines: readonly Line[]): Line[] =>
  lines.flatMap((line) => [line, ...flat(line.submenu)])

control.answer({ windowMenu: () => viewOf(flat(windowMenu.lines)) })

/** @throws Error where there is no such line */
export function chooseIn({ lines }: MenuDouble, id: string): void {
  const line = lines.find((one) => one.id === id)
  if (!line) throw new Error(`The menu has no line '${id}'.`)
  line.choose()
}

const chooseInWindowMenu = (id: string) => chooseIn({ lines: flat(windowMenu.lines) }, id)
control.answer({ chooseInWindowMenu })

export const Menu = whole<typeof ElectronMenu>('Menu', {
  buildFromTemplate(template) {
    const menu = whole<ElectronMenu>('menu', {})
    menus.set(menu, { lines: (template as MenuItemConstructorOptions[]).map(lineOf) })
    return menu
  },
  setApplicationMenu(menu) {
    windowMenu = menu ? menuBehind(menu) : { lines: [] }
  },
} satisfies Partial<typeof ElectronMenu>)
