import { EventEmitter } from 'node:events'
import type {
  session as ElectronSessions,
  OnBeforeRequestListenerDetails,
  Session,
  WebContents,
  WebRequest,
} from 'electron'
import { control } from './control.ts'
import { emitPreventable } from './preventable.ts'
import { contentsOf } from './web-contents.ts'
import { whole } from './whole.ts'

export interface SessionDouble {
  readonly whole: Session
  /** Whether the page may, as the handlers say: without them Electron allows everything. */
  mayUse(contents: WebContents, permission: string, url: string): Promise<boolean>
  isCancelled(url: string, type: string): Promise<boolean>
  mayDownload(url: string): boolean
}

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0]
type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  answer: (response: { cancel?: boolean }) => void,
) => void

function createSession(): SessionDouble {
  const events = new EventEmitter()
  let onRequest: RequestHandler = (_, __, answer) => answer(true)
  let onCheck: CheckHandler = () => true
  let beforeRequest: BeforeRequest = (_, answer) => answer({})
  let lastRequest = 0
  const parts = {
    setPermissionRequestHandler(handler) {
      if (handler) onRequest = handler
    },
    setPermissionCheckHandler(handler) {
      if (handler) onCheck = handler
    },
    // Chromium without a person in front of it never offers a device.
    setDevicePermissionHandler(_: DeviceHandler) {},
    setSpellCheckerEnabled() {},
    setProxy: async () => {},
    webRequest: whole<WebRequest>('session.webRequest', {
      onBeforeRequest(listener: BeforeRequest) {
        beforeRequest = listener
      },
    }),
  } satisfies Partial<Session>
  return {
    whole: whole<Session>('session', Object.assign(events, parts)),
    async mayUse(contents, permission, url) {
      const { origin } = new URL(url)
      const details = { requestingUrl: url, isMainFrame: true }
      const mayCheck = onCheck(contents, permission as never, origin, details as never)
      const granted = new Promise<boolean>((done) =>
        onRequest(contents, permission as never, done, details as never),
      )
      return mayCheck && (await granted)
    },
    isCancelled(url, type) {
      lastRequest += 1
      const details = { id: lastRequest, url, resourceType: type, method: 'GET' }
      return new Promise((done) =>
        beforeRequest(details as OnBeforeRequestListenerDetails, ({ cancel }) => done(!!cancel)),
      )
    },
    mayDownload: (url) => !emitPreventable(events, 'will-download', {}, { getURL: () => url }),
  }
}

const sessions = new Map<string, SessionDouble>()

export function sessionFor(partition: string): SessionDouble {
  const session = sessions.get(partition) ?? createSession()
  sessions.set(partition, session)
  return session
}

control.answer({
  async mayUse(id, permission, url) {
    const contents = contentsOf(id)
    return contents?.session.mayUse(contents.whole, permission, url) ?? false
  },
  willRequest: (id, { url, type }) => contentsOf(id)?.session.isCancelled(url, type) ?? true,
  willDownload: (id, url) => !contentsOf(id)?.session.mayDownload(url),
})

export const session = whole<typeof ElectronSessions>('session', {
  fromPartition: (partition: string) => sessionFor(partition).whole,
} satisfies Partial<typeof ElectronSessions>)
