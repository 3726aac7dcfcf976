import { app } from 'electron'
import type { Config } from '../server/config/config.ts'
import { desktopConfig, environmentWith } from './hub/options.ts'
import { placesIn } from './places.ts'
import type { Base } from './program.ts'
import { openSettings } from './settings.ts'
import { createStatusStore } from './status-store.ts'
import { openLog } from './system/program-log.ts'
import { textsFor } from './texts.ts'

/** What is there before the hub runs. @throws ConfigError, EnvironmentError */
export function setUpBase(atEnd: Base['atEnd']): { readonly base: Base; readonly config: Config } {
  const places = placesIn(app.getPath('userData'))
  const config = desktopConfig(environmentWith(places.environment, process.env), places.data)
  const log = openLog(app.isPackaged ? places.log : undefined, config.logLevel)
  const onError = (err: unknown) => log.warn({ err }, 'desktop.json could not be written')
  const base = {
    places,
    log,
    atEnd,
    texts: textsFor(app.getLocale()),
    settings: openSettings(places.settings, onError),
    status: createStatusStore(),
    now: Date.now,
  }
  return { base, config }
}
