import { app } from 'electron'
import type { Base } from '../program.ts'
import { createUpdates, type Updater, type Updates } from './updates.ts'

/** Keeps an installed program up to date; one that is being developed has nowhere to look. */
export function setUpUpdates(
  { settings, status, log, atEnd }: Base,
  prepare: () => Promise<void>,
): Updates {
  const updates = createUpdates({
    load: app.isPackaged ? loadUpdater : undefined,
    on: settings.get().updates ?? true,
    beforeRestart: prepare,
    startAgain() {
      app.relaunch()
      app.exit(0)
    },
    onState: (state) => status.set({ updates: state }),
    onError: (err) => log.warn({ err }, 'the update failed'),
  })
  atEnd(updates.close)
  return updates
}

async function loadUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater')
  updater.autoUpdater.logger = null
  return updater.autoUpdater
}
