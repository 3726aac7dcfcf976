import { homedir } from 'node:os'
import { app } from 'electron'
import type { Base } from '../program.ts'
import {
  autostartFile,
  autostartItem,
  hiddenFlag,
  type LoginItem,
  systemLoginItem,
} from './login-item.ts'

/** How this system starts the program when a person signs in. */
export function setUpLoginItem({ texts, status }: Base): LoginItem {
  const login = loginItemHere(texts.t('name'))
  status.set({ startAtLogin: login.state() })
  return login
}

function loginItemHere(name: string): LoginItem {
  if (process.platform !== 'linux') return systemLoginItem(app, app.isPackaged)
  // An AppImage runs from a place that is gone when it ends.
  const program = process.env.APPIMAGE || process.execPath
  const command = app.isPackaged ? [program] : [program, app.getAppPath()]
  const item = autostartItem(autostartFile(process.env, homedir()), command, name)
  // People move AppImages, and each version has a name of its own.
  if (process.env.APPIMAGE && item.state().on) item.set(true)
  return item
}

/** Whether nobody asked for this start. */
export const isQuietStart = (): boolean =>
  process.argv.includes(hiddenFlag) ||
  (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
