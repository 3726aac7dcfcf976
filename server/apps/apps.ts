import type { AppModule } from '../../app-modules/manifest.ts'
import { type Recognition, recognise, type Shape } from '../../app-modules/recognise.ts'
import { HubError } from '../lib/errors.ts'
import type { Store } from '../storage/store.ts'
import { moduleOf, type OwnApp } from './own-module.ts'

/** The apps that the hub knows, and which of them are switched on now. */
export interface Apps {
  /** Every app that the configuration allows, and those that the owner has added, by type. */
  readonly all: ReadonlyMap<string, AppModule>
  isOn(type: string): boolean
  /** @throws HubError where the app is not known, or switched off */
  get(type: string): AppModule
  /** Which of the apps an export of this shape looks to be of; undefined where of none. */
  recognise(shape: Shape): Recognition | undefined
}

/** The owner may switch apps off in the window, and add others by their names. */
export function createApps(modules: ReadonlyMap<string, AppModule>, store: Store): Apps {
  let known: { readonly own?: readonly OwnApp[] | undefined; readonly all: Apps['all'] } = {
    all: modules,
  }
  const all = () => {
    const own = store.settings.get().ownApps
    // Asked at every sync, changed hardly ever. A module goes before what the owner has added.
    if (own !== known.own) {
      const added = (own ?? []).map((app) => [app.type, moduleOf(app)] as const)
      known = { own, all: new Map<string, AppModule>([...added, ...modules]) }
    }
    return known.all
  }
  const isOn = (type: string) => all().has(type) && !store.settings.get().appsOff?.includes(type)
  return {
    get all() {
      return all()
    },
    isOn,
    get(type) {
      const found = all().get(type)
      if (!found) {
        const types = [...all().keys()].filter(isOn).sort().join(', ')
        throw new HubError('app_unknown', { app: type, known: types })
      }
      if (!isOn(type)) throw new HubError('app_off', { app: type })
      return found
    },
    recognise: (shape) =>
      recognise(
        shape,
        new Map(
          [...all()].flatMap(([type, { shape: sample }]) => (sample ? [[type, sample]] : [])),
        ),
      ),
  }
}
