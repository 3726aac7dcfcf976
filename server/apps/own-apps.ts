import { existsSync } from 'node:fs'
import { builtInModules } from '../../app-modules/index.ts'
import { sameName } from '../accounts/accounts.ts'
import { HubError } from '../lib/errors.ts'
import { inside } from '../lib/inside.ts'
import type { Store } from '../storage/store.ts'
import type { Apps } from './apps.ts'
import { isOwn, moduleOf, type OwnModule } from './own-module.ts'

export const maxOwnApps = 200

/** Adds an app by its name. @throws HubError where there is one of that name or type already */
export async function addOwnApp(
  store: Store,
  apps: Apps,
  wish: { readonly name: string; readonly type?: string | undefined },
  now: number,
): Promise<OwnModule> {
  const name = wish.name.trim()
  return store.change(async ({ settings }) => {
    const { ownApps = [] } = settings.get()
    if (ownApps.length >= maxOwnApps) throw new HubError('too_many_apps', { limit: maxOwnApps })
    const isTaken = (type: string) =>
      apps.all.has(type) || ownApps.some((app) => app.type === type) || isReserved(type)
    const names = [...apps.all.values(), ...ownApps].map((app) => app.name)
    if (names.some((one) => sameName(one, name)) || (wish.type && isTaken(wish.type))) {
      throw new HubError('app_exists', { app: wish.type ?? name })
    }
    const app = { type: wish.type ?? freeType(name, isTaken), name, createdAt: now }
    await settings.change((all) => ({ ...all, ownApps: [...ownApps, app] }))
    return moduleOf(app)
  })
}

/** Removes an app that the owner has added. @throws HubError while something is kept under it */
export async function removeOwnApp(store: Store, apps: Apps, type: string): Promise<OwnModule> {
  const module = apps.all.get(type)
  if (!module) throw new HubError('unknown_thing', { thing: 'app' })
  if (!isOwn(module)) throw new HubError('app_not_own', { app: type })
  await store.change(async ({ keys, settings }) => {
    const slots = await store.slots.list()
    if (slots.some(({ app }) => app === type)) {
      throw new HubError('app_holds_settings', { app: type })
    }
    if ((await keys.ofApp(type)).some(({ revokedAt }) => revokedAt === undefined)) {
      throw new HubError('app_has_keys', { app: type })
    }
    await settings.change(({ ownApps = [], appsOff, ...others }) => ({
      ...others,
      ownApps: ownApps.filter((app) => app.type !== type),
      ...(appsOff && { appsOff: appsOff.filter((off) => off !== type) }),
    }))
  })
  return module
}

/** What Windows takes for a device, whatever folder it is in. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/

/** Modules that come with the hub keep their types, also where they are not switched on. */
const isReserved = (type: string) =>
  type in Object.prototype || devices.test(type) || existsSync(inside(builtInModules, type))

/** A type made of a name: its letters and digits, with a number where that is taken. */
function freeType(name: string, isTaken: (type: string) => boolean): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replaceAll(/^-|-$/g, '')
  const base = plain || 'app'
  for (let count = 1; ; count += 1) {
    const type = count === 1 ? base : `${base}-${count}`
    if (!isTaken(type)) return type
  }
}
