import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { control } from './control.ts'
import { contentsOf, frameOf } from './web-contents.ts'
import { whole } from './whole.ts'

type Handler = Parameters<IpcMain['handle']>[1]

const handlers = new Map<string, Handler>()

const parts = {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, handler)
  },
  removeHandler: (channel: string) => void handlers.delete(channel),
} satisfies Partial<IpcMain>

control.answer({
  async ipc(id, from, channel, args, isCall) {
    const contents = contentsOf(id)
    const handler = handlers.get(channel)
    if (!isCall) throw new Error('The double of electron has no ipcMain.on.')
    const failed = `Error invoking remote method '${channel}'`
    if (!contents || !handler) throw new Error(`${failed}: No handler registered for '${channel}'`)
    const senderFrame = frameOf(from.url, from.isMainFrame, contents.whole.getURL())
    const event = { sender: contents.whole, senderFrame, type: 'frame' } as IpcMainInvokeEvent
    try {
      return await handler(event, ...args)
    } catch (error) {
      throw new Error(`${failed}: ${error}`)
    }
  },
})

export const ipcMain = whole<IpcMain>('ipcMain', parts)
