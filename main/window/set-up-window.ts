import { join } from 'node:path'
import { app, dialog, Notification } from 'electron'
import { showNews } from '../notices/show-notice.ts'
import { iconFolder } from '../places.ts'
import type { Base } from '../program.ts'
import { createWindow, type Window } from './window.ts'

export interface WindowContext {
  readonly url: string
  readonly tray: boolean
  readonly isQuitting: () => boolean
}

/** The window of this program, with its place, its manners, and the one notice of where it goes. */
export async function setUpWindow(
  { settings, texts, log, atEnd }: Base,
  { url, tray, isQuitting }: WindowContext,
): Promise<Window> {
  const explainOnce = () => {
    if (settings.get().closeNoticeShown) return
    settings.change({ closeNoticeShown: true })
    const body = tray ? texts.t('closedToTray') : texts.t('closedToTaskbar')
    const title = texts.t('stillThere')
    if (Notification.isSupported()) {
      showNews(title, body, () => void window.show())
    } else {
      void dialog.showMessageBox({ type: 'info', message: title, detail: body })
    }
  }
  const window = await createWindow({
    url,
    tray,
    isQuitting,
    title: texts.t('name'),
    isDeveloped: !app.isPackaged,
    icon: process.platform === 'darwin' ? undefined : join(iconFolder, 'icon.png'),
    bounds: () => settings.get().bounds,
    keepBounds: (bounds) => settings.change({ bounds }),
    onClosed() {
      // Without a window the program has no business in the dock.
      if (tray) app.dock?.hide()
      explainOnce()
    },
    onShown: () => void app.dock?.show(),
    onSessionEnd: () => app.quit(),
    onError: (err) => log.error({ err }, 'the window could not be shown'),
  })
  // Before the hub ends: the page would say that it has lost it.
  atEnd(window.close)
  return window
}
