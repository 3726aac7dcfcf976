import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { Base } from '../program.ts'
import { createUpdates, type Updater, type Updates } from './updates.ts'

/** Keeps an installed program up to date; others have nowhere to look: see scripts/pack.ts. */
export function setUpUpdates(
  { settings, status, log, atEnd }: Base,
  prepare: () => Promise<void>,
): Updates {
  const updates = createUpdates({
    load: isReleased() ? loadUpdater : undefined,
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

const isReleased = (): boolean =>
  app.isPackaged && existsSync(join(process.resourcesPath, 'app-update.yml'))
