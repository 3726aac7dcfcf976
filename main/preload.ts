import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { DesktopBridge, DesktopState } from './bridge.ts'
import { callChannel, type Reply, stateChannel } from './ipc/channels.ts'
import type { CallName } from './ipc/schemas.ts'

/** The one script that stands between the window and the program: it hands calls on. */
async function call(name: CallName, ...args: readonly unknown[]) {
  const reply: Reply = await ipcRenderer.invoke(callChannel, name, ...args)
  if (!reply.ok) throw new Error(reply.problem)
  return reply.value as never
}

const bridge: DesktopBridge = {
  platform: process.platform as DesktopBridge['platform'],
  signInToken: () => call('signInToken'),
  state: () => call('state'),
  onState(listener) {
    const hear = (_: IpcRendererEvent, state: DesktopState) => listener(state)
    ipcRenderer.on(stateChannel, hear)
    // What `off` gives back must not get into the page.
    return () => void ipcRenderer.off(stateChannel, hear)
  },
  setPaused: (paused) => call('setPaused', paused),
  setStartAtLogin: (on) => call('setStartAtLogin', on),
  setUpdates: (on) => call('setUpdates', on),
  update: () => call('update'),
  showDataFolder: () => call('showDataFolder'),
  chooseFile: (kind) => call('chooseFile', kind),
  findHubs: () => call('findHubs'),
  addLink: (link) => call('addLink', link),
  changeLink: (id, change) => call('changeLink', id, change),
  answerLink: (id, isMeant) => call('answerLink', id, isMeant),
  removeLink: (id) => call('removeLink', id),
  syncLink: (id, direction) => call('syncLink', id, direction),
  showLink: (id) => call('showLink', id),
}

contextBridge.exposeInMainWorld('sxncdDesktop', bridge)
