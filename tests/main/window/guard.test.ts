import { beforeEach, expect, test, vi } from 'vitest'
import { guardPages, guardSession } from '../../../main/window/guard.ts'
import {
  app,
  FakeContents,
  FakeEvent,
  fakeSession,
  opened,
  resetElectron,
} from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

const origin = 'http://127.0.0.1:9693'

function page() {
  const contents = new FakeContents()
  app.emit('web-contents-created', {}, contents)
  const go = (name: string, url: string, more: object = {}) => {
    const event = Object.assign(new FakeEvent(), { url, ...more })
    contents.emit(name, event)
    return event.defaultPrevented ? 'stopped' : 'gone'
  }
  return { contents, go }
}

beforeEach(() => {
  resetElectron()
  guardPages(() => origin)
})

test('a page stays on the hub; where it leads elsewhere, the browser opens, if anything', () => {
  const { go } = page()
  expect(go('will-navigate', `${origin}/hub`)).toBe('gone')
  expect(opened).toEqual([])
  expect(go('will-navigate', 'https://example.com/')).toBe('stopped')
  expect(go('will-redirect', 'https://github.com/login')).toBe('stopped')
  expect(go('will-navigate', 'file:///etc/passwd')).toBe('stopped')
  expect(go('will-redirect', 'http://example.com/')).toBe('stopped')
  expect(opened).toEqual(['https://example.com/', 'https://github.com/login'])
})

test('frames and webviews get nowhere', () => {
  const { go } = page()
  expect(go('will-frame-navigate', `${origin}/`, { isMainFrame: false })).toBe('stopped')
  expect(go('will-frame-navigate', `${origin}/`, { isMainFrame: true })).toBe('gone')
  expect(go('will-attach-webview', '')).toBe('stopped')
})

test('no page opens a window', () => {
  const { contents } = page()
  for (const url of [`${origin}/docs`, 'https://example.com/', 'file:///', 'javascript:alert(1)']) {
    expect(contents.openHandler({ url })).toEqual({ action: 'deny' })
  }
  expect(opened).toEqual([`${origin}/docs`, 'https://example.com/'])
})

test('the session grants no more than to copy, and loads from nowhere else', async () => {
  await guardSession(fakeSession as never, () => origin)
  const { handlers, notes } = fakeSession
  type Call = (...args: unknown[]) => unknown
  const call = (name: string) => handlers[name] as unknown as Call
  const asked = (permission: string, requestingUrl: string) => {
    let granted: unknown
    const answer = (on: boolean) => {
      granted = on
    }
    call('permissionRequest')({}, permission, answer, { requestingUrl })
    return [granted, call('permissionCheck')({}, permission, requestingUrl)]
  }
  expect(asked('clipboard-sanitized-write', `${origin}/`)).toEqual([true, true])
  expect(asked('clipboard-sanitized-write', 'https://example.com/')).toEqual([false, false])
  expect(asked('media', `${origin}/`)).toEqual([false, false])
  expect(call('devicePermission')({})).toBe(false)

  const cancelled = (url: string) => {
    let result: unknown
    call('beforeRequest')({ url }, (answer: { cancel: boolean }) => {
      result = answer.cancel
    })
    return result
  }
  expect([`${origin}/a.js`, 'https://example.com/a.js'].map(cancelled)).toEqual([false, true])

  const download = (url: string) => {
    const event = new FakeEvent()
    fakeSession.emit('will-download', event, { getURL: () => url })
    return event.defaultPrevented
  }
  expect([`${origin}/file`, 'https://example.com/file'].map(download)).toEqual([false, true])
  expect(notes).toEqual([{ spellChecker: false }, { mode: 'direct' }])
})
