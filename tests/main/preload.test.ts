import { Value } from 'typebox/value'
import { beforeEach, expect, test, vi } from 'vitest'
import type { DesktopBridge, DesktopState } from '../../main/bridge.ts'
import { callSchemas } from '../../main/ipc/schemas.ts'
import { exposed, ipcRenderer, resetElectron } from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))
beforeEach(resetElectron)

await import('../../main/preload.ts')
const bridge = exposed.sxncdDesktop as DesktopBridge

test('the page gets the bridge and nothing else', () => {
  expect(Object.keys(exposed)).toEqual(['sxncdDesktop'])
  const names = Object.keys(bridge).filter((name) => !['platform', 'onState'].includes(name))
  expect(names.sort()).toEqual(Object.keys(callSchemas).sort())
})

test('every call goes out as the program takes it', async () => {
  await bridge.signInToken()
  await bridge.state()
  await bridge.setPaused(true)
  await bridge.setStartAtLogin(true)
  await bridge.setUpdates(false)
  await bridge.update()
  await bridge.showDataFolder()
  await bridge.chooseFile('folder')
  await bridge.findHubs()
  await bridge.addLink({ choice: 'c', app: 'vimium', writeBack: true })
  await bridge.changeLink('l', { paused: true })
  await bridge.answerLink('l', true)
  await bridge.removeLink('l')
  await bridge.syncLink('l', 'to-file')
  await bridge.showLink('l')
  const sent = ipcRenderer.invoked
  expect(sent.map(([channel]) => channel)).toEqual(sent.map(() => 'sxncd:call'))
  const calls = sent.map(([, name, ...args]) => [name as keyof typeof callSchemas, args] as const)
  expect(calls.map(([name]) => name)).toEqual(Object.keys(callSchemas))
  for (const [name, args] of calls) expect(Value.Check(callSchemas[name], args), name).toBe(true)
})

test('answers come back; what went wrong is thrown as its sentence', async () => {
  ipcRenderer.reply = { ok: true, value: 'token' }
  expect(await bridge.signInToken()).toBe('token')
  ipcRenderer.reply = { ok: false, problem: 'There is no such link.' }
  await expect(bridge.removeLink('l')).rejects.toThrow(/^There is no such link\.$/)
})

test('the page hears of the state until it has enough, and gets hold of nothing by it', () => {
  const heard: DesktopState[] = []
  const stop = bridge.onState((state) => heard.push(state))
  const state = { paused: true } as DesktopState
  ipcRenderer.emit('sxncd:state', { sender: ipcRenderer }, state)
  expect(stop()).toBeUndefined()
  ipcRenderer.emit('sxncd:state', { sender: ipcRenderer }, state)
  expect(heard).toEqual([state])
})
