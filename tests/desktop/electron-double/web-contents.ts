import { EventEmitter } from 'node:events'
import type {
  Session,
  WebContents,
  WebFrameMain,
  WebPreferences,
  WindowOpenHandlerResponse,
} from 'electron'
import { control } from './control.ts'
import { emitPreventable } from './preventable.ts'
import { type SessionDouble, sessionFor } from './session.ts'
import { whole } from './whole.ts'

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

export interface WebContentsDouble {
  /** As the main process sees it. */
  readonly whole: WebContents
  readonly events: EventEmitter
  readonly session: SessionDouble
  load(url: string): Promise<void>
  navigated(url: string): void
  open(url: string): boolean
  end(): void
}

const all = new Map<number, WebContentsDouble>()

export const contentsOf = (id: number): WebContentsDouble | undefined => all.get(id)

/** The page of a window, as the main process guards it. */
export function createWebContents(id: number, preferences: WebPreferences): WebContentsDouble {
  const events = new EventEmitter()
  const session = sessionFor(preferences.partition ?? '')
  let url = ''
  let isGone = false
  let openHandler: OpenHandler = () => ({ action: 'allow' })
  const parts = {
    id,
    session: session.whole as Session,
    getURL: () => url,
    isDestroyed: () => isGone,
    setWindowOpenHandler(handler: OpenHandler) {
      openHandler = handler
    },
    send(channel: string, ...args: unknown[]) {
      void control.ask('deliver', id, channel, args).catch(() => {})
    },
  } satisfies Partial<WebContents>
  const double: WebContentsDouble = {
    whole: whole<WebContents>('webContents', Object.assign(events, parts)),
    events,
    session,
    async load(address) {
      await control.ask('loadPage', id, address)
    },
    navigated(to) {
      url = to
    },
    open(address) {
      const details = { url: address, frameName: '', features: '', disposition: 'new-window' }
      const answer: WindowOpenHandlerResponse = openHandler({
        ...details,
        referrer: { url, policy: 'strict-origin-when-cross-origin' },
      } as Parameters<OpenHandler>[0])
      return answer.action === 'allow'
    },
    end() {
      isGone = true
      all.delete(id)
      events.emit('destroyed')
    },
  }
  all.set(id, double)
  return double
}

/** A frame that something comes from. */
export function frameOf(url: string, isMainFrame: boolean, top: string): WebFrameMain {
  const parent = isMainFrame ? null : frameOf(top, true, top)
  const origin = URL.parse(url)?.origin ?? 'null'
  return whole<WebFrameMain>('senderFrame', { url, origin, parent } satisfies Partial<WebFrameMain>)
}

control.answer({
  navigated: (id, url) => contentsOf(id)?.navigated(url),
  willNavigate(id, { url, isMainFrame }, isRedirect) {
    const events = contentsOf(id)?.events
    if (!events) return true
    const details = { url, isMainFrame, isSameDocument: false }
    if (isRedirect) return emitPreventable(events, 'will-redirect', details, url)
    if (emitPreventable(events, 'will-frame-navigate', details)) return true
    return isMainFrame && emitPreventable(events, 'will-navigate', details, url)
  },
  windowOpen: (id, url) => contentsOf(id)?.open(url) ?? false,
  pageGone(id) {
    contentsOf(id)?.events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  },
})
