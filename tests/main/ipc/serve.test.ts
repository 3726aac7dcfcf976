import { expect, test, vi } from 'vitest'
import type { DesktopState } from '../../../main/bridge.ts'
import type { Handlers } from '../../../main/ipc/schemas.ts'
import { setUpIpc } from '../../../main/ipc/serve.ts'
import { BrowserWindow, ipcMain } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

const origin = 'http://127.0.0.1:9693'

function setUp() {
  const window = new BrowserWindow({})
  window.webContents.url = `${origin}/`
  const handlers = { signInToken: async () => 'token' } as unknown as Handlers
  const tell = setUpIpc({ handlers, window: () => window as never, origin })
  const frame = { url: `${origin}/`, parent: null }
  const call = (event: object, ...args: unknown[]) =>
    (ipcMain.handler as unknown as (...all: unknown[]) => Promise<{ ok: boolean }>)(
      { sender: window.webContents, senderFrame: frame, ...event },
      ...args,
    )
  return { window, tell, call, frame }
}

test('the page of the window is answered', async () => {
  const { call } = setUp()
  expect(await call({}, 'signInToken')).toEqual({ ok: true, value: 'token' })
})

test('nobody else is', async () => {
  const { call, frame } = setUp()
  const strangers = [
    { sender: new BrowserWindow({}).webContents },
    { senderFrame: null },
    { senderFrame: { ...frame, parent: frame } },
    { senderFrame: { ...frame, url: 'https://example.com/' } },
    { senderFrame: { ...frame, url: 'http://127.0.0.1:9694/' } },
  ]
  for (const stranger of strangers) expect((await call(stranger, 'signInToken')).ok).toBe(false)
})

test('the state goes to the page of the hub, and to no other', () => {
  const { window, tell } = setUp()
  const state = { paused: true } as DesktopState
  tell(state)
  window.webContents.url = 'https://example.com/'
  tell(state)
  expect(window.webContents.sent).toEqual([['sxncd:state', state]])
})
