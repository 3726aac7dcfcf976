import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DesktopState } from '../bridge.ts'

/** Said by a start that nobody asked for: no window opens. */
export const hiddenFlag = '--hidden'

/** Whether the program starts when the person signs in to the computer. */
export interface LoginItem {
  state(): DesktopState['startAtLogin']
  set(on: boolean): void
}

/** The part of Electron's `app` that it takes. */
export interface LoginApp {
  getLoginItemSettings(options: { args: string[] }): { openAtLogin: boolean }
  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void
}

/** On Windows and macOS the system keeps the list. @param possible not while being developed */
export function systemLoginItem(app: LoginApp, possible: boolean): LoginItem {
  const args = [hiddenFlag]
  return {
    state: () => ({ possible, on: possible && app.getLoginItemSettings({ args }).openAtLogin }),
    set(openAtLogin) {
      if (possible) app.setLoginItemSettings({ openAtLogin, args })
    },
  }
}

const hidesIt = /^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m

/** On Linux it is a file (the XDG Autostart specification). @param command what to start */
export function autostartItem(file: string, command: readonly string[], name: string): LoginItem {
  return {
    state() {
      try {
        return { possible: true, on: !hidesIt.test(readFileSync(file, 'utf8')) }
      } catch {
        return { possible: true, on: false }
      }
    },
    set(on) {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartText([...command, hiddenFlag], name))
    },
  }
}

/** Where the desktop looks for it. */
export const autostartFile = (environment: NodeJS.ProcessEnv, home: string): string =>
  join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'sxncd-hub.desktop')

export const autostartText = (command: readonly string[], name: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${command.map(execArgument).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')

/** An argument as the Desktop Entry specification wants it: quoted, then escaped as a string. */
const execArgument = (text: string): string => {
  const quoted = text.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${quoted.replaceAll('\\', '\\\\')}"`
}
