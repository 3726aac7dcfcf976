import type { AppModule } from '../app-modules/manifest.ts'
import { HubError } from './errors.ts'
import type { Store } from './storage/store.ts'

/** The apps that the hub knows, and which of them are switched on now. */
export interface Apps {
  /** Every app that the configuration allows, by type. */
  readonly all: ReadonlyMap<string, AppModule>
  isOn(type: string): boolean
  /** @throws HubError where the app is not known, or switched off */
  get(type: string): AppModule
}

/** The owner may switch apps off in the window; the configuration says which there are at all. */
export function createApps(all: ReadonlyMap<string, AppModule>, store: Store): Apps {
  const isOn = (type: string) => all.has(type) && !store.settings.get().appsOff?.includes(type)
  return {
    all,
    isOn,
    get(type) {
      const found = all.get(type)
      if (!found) {
        const known = [...all.keys()].filter(isOn).sort().join(', ')
        throw new HubError('app_unknown', { app: type, known })
      }
      if (!isOn(type)) throw new HubError('app_off', { app: type })
      return found
    },
  }
}
