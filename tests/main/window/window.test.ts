import { beforeEach, expect, test, vi } from 'vitest'
import type { Rectangle } from '../../../main/window/bounds.ts'
import { createWindow, type WindowParts } from '../../../main/window/window.ts'
import { BrowserWindow, FakeEvent, resetElectron } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

beforeEach(() => {
  resetElectron()
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

async function setUp(part: Partial<WindowParts> = {}) {
  const kept: Rectangle[] = []
  const told: string[] = []
  const window = await createWindow({
    url: 'http://127.0.0.1:9693',
    title: 'SxncD hub',
    icon: undefined,
    isDeveloped: false,
    tray: true,
    bounds: () => undefined,
    keepBounds: (bounds) => kept.push(bounds),
    onClosed: () => told.push('closed'),
    onShown: () => told.push('shown'),
    isQuitting: () => false,
    onSessionEnd: () => told.push('session ends'),
    onError: (error) => told.push(String(error)),
    ...part,
  })
  const only = () => BrowserWindow.made.at(-1) as BrowserWindow
  const close = () => {
    const event = new FakeEvent()
    only().emit('close', event)
    return event.defaultPrevented
  }
  return { window, only, close, kept, told }
}

test('there is no window before it is shown, and one only after', async () => {
  const { window, only } = await setUp()
  expect(BrowserWindow.made).toEqual([])
  await window.show()
  await window.show()
  expect(BrowserWindow.made).toHaveLength(1)
  expect([only().webContents.url, only().state]).toEqual(['http://127.0.0.1:9693/', 'shown'])
  await window.show({ page: '/hub' })
  expect(only().webContents.url).toBe('http://127.0.0.1:9693/hub')
})

test('its page is shut in', async () => {
  const { window, only } = await setUp()
  await window.show()
  expect(only().options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  })
  const preferences = Object.keys(only().options.webPreferences as object)
  expect(preferences.filter((name) => /experimental|blink|insecureOrigin/i.test(name))).toEqual([])
})

test('closing hides it and keeps its place; it comes back as it was', async () => {
  const { window, only, close, kept, told } = await setUp()
  await window.show()
  expect(close()).toBe(true)
  expect(only().state).toBe('hidden')
  expect(kept).toEqual([{ x: 10, y: 20, width: 900, height: 700 }])
  await window.show()
  expect(BrowserWindow.made).toHaveLength(1)
  expect(told).toEqual(['shown', 'closed', 'shown'])
})

test('one that stays hidden gives its memory back, and is made anew', async () => {
  const { window, only, close } = await setUp()
  await window.show()
  close()
  await vi.advanceTimersByTimeAsync(9 * 60_000)
  expect(only().state).toBe('hidden')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(only().state).toBe('destroyed')
  expect(window.current).toBeUndefined()
  await window.show()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([BrowserWindow.made.length, only().state]).toEqual([2, 'shown'])
})

test('where there is no tray, closing minimises it, for good', async () => {
  const { window, only, close } = await setUp({ tray: false })
  await window.show()
  expect(close()).toBe(true)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(only().state).toBe('minimised')
  await window.show()
  expect(only().state).toBe('shown')
  await window.show({ minimised: true })
  expect(only().state).toBe('minimised')
})

test('when the program ends it closes', async () => {
  const { window, only, close, kept } = await setUp({ isQuitting: () => true })
  await window.show()
  expect(close()).toBe(false)
  window.close()
  expect(only().state).toBe('destroyed')
  expect(kept).toHaveLength(2)
})

test('a page that dies is made anew the next time', async () => {
  const { window, only, told } = await setUp()
  await window.show()
  only().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(told.at(-1)).toMatch(/crashed/)
  await window.show()
  expect([BrowserWindow.made.length, only().state]).toEqual([2, 'shown'])
})
