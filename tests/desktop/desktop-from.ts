import type { Desktop } from './driver.ts'
import type { ElectronCalls } from './electron/listen-in.ts'

/** Asks the main process under test. */
export type Ask<Calls> = <K extends keyof Calls & string>(
  name: K,
  ...args: Calls[K] extends (...args: infer A) => unknown ? A : never
) => Promise<Calls[K] extends (...args: never[]) => infer R ? Awaited<R> : never>

/** What each driver does in its own way. */
export type OwnWay = Pick<Desktop, 'page' | 'printed' | 'ended' | 'signal' | 'stop'>

/** The program as a test has it before it, however it is run. */
export const desktopFrom = (ask: Ask<ElectronCalls>, own: OwnWay): Desktop => ({
  ...own,
  window: () => ask('window'),
  moveWindow: (bounds) => ask('moveWindow', bounds),
  closeWindow: () => ask('closeWindow'),
  windowMenu: () => ask('windowMenu'),
  chooseInWindowMenu: (id) => ask('chooseInWindowMenu', id),
  tray: () => ask('tray'),
  clickTray: () => ask('clickTray'),
  choose: (id) => ask('chooseInMenu', id),
  notices: () => ask('notices'),
  pressNotice: (index, action) => ask('pressNotice', index, action),
  answerDialog: (answer) => ask('answerDialog', answer),
  dialogs: () => ask('dialogs'),
  clipboard: () => ask('clipboard'),
  opened: () => ask('opened'),
  power: (event) => ask('power', event),
  setDark: (isDark) => ask('setDark', isDark),
  callFrom: (frame, channel, ...args) => ask('ipc', 1, frame, channel, args, true),
})
