import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import type { DesktopState } from '../bridge.ts'
import { answerCall, mayCall } from './answer.ts'
import { callChannel, type Reply, stateChannel } from './channels.ts'
import type { Handlers } from './schemas.ts'

export interface IpcParts {
  readonly handlers: Handlers
  readonly window: () => BrowserWindow | undefined
  readonly origin: string
}

/** Lets the window call. @returns what tells it of a new state */
export function setUpIpc({ handlers, window, origin }: IpcParts): (state: DesktopState) => void {
  const callerOf = ({ sender, senderFrame }: IpcMainInvokeEvent) => ({
    url: senderFrame?.url,
    isMainFrame: senderFrame !== null && senderFrame.parent === null,
    isOurWindow: sender === window()?.webContents,
  })
  ipcMain.handle(callChannel, (event, name: unknown, ...args: unknown[]): Promise<Reply> => {
    if (mayCall(callerOf(event), origin)) return answerCall(handlers, name, args)
    return Promise.resolve({ ok: false, problem: 'Only the window of the hub may ask for this.' })
  })
  return (state) => {
    const contents = window()?.webContents
    if (contents && URL.parse(contents.getURL())?.origin === origin) {
      contents.send(stateChannel, state)
    }
  }
}
