import { app, type Session, shell, type WebContents } from 'electron'
import { mayLoad, mayOpenOutside, mayUse, wayTo } from './policy.ts'

/** Keeps every page of the program, whoever made it, on the pages of the hub. */
export function guardPages(origin: () => string): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents, origin))
}

function guardContents(contents: WebContents, origin: () => string): void {
  const leave = (event: { preventDefault(): void }, url: string) => {
    const way = wayTo(url, origin())
    if (way === 'window') return
    event.preventDefault()
    if (way === 'browser') openOutside(url)
  }
  contents.on('will-navigate', (event) => leave(event, event.url))
  contents.on('will-redirect', (event) => leave(event, event.url))
  contents.on('will-frame-navigate', (event) => {
    // The hub's pages have no frames; whatever made one must not fill it.
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url, origin())) openOutside(url)
    return { action: 'deny' }
  })
}

const openOutside = (url: string) => void shell.openExternal(url).catch(() => {})

/** Keeps a session to what the hub serves, without permissions, devices or proxies. */
export async function guardSession(session: Session, origin: () => string): Promise<void> {
  session.setPermissionRequestHandler((_, permission, answer, { requestingUrl }) =>
    answer(mayUse(permission, requestingUrl, origin())),
  )
  session.setPermissionCheckHandler((_, permission, requester) =>
    mayUse(permission, requester, origin()),
  )
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !mayLoad(url, origin()) }),
  )
  session.on('will-download', (event, item) => {
    if (!mayLoad(item.getURL(), origin())) event.preventDefault()
  })
  // Dictionaries would be fetched from elsewhere.
  session.setSpellCheckerEnabled(false)
  // The hub is on this computer: nobody stands between.
  await session.setProxy({ mode: 'direct' })
}
