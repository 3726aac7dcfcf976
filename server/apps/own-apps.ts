import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { builtInModules } from '../../app-modules/index.ts'
import type { AppModule } from '../../app-modules/manifest.ts'
import { sameName } from '../accounts/accounts.ts'
import { HubError } from '../lib/errors.ts'
import { inside } from '../lib/inside.ts'
import type { HubSettings, Store } from '../storage/store.ts'
import type { Apps } from './apps.ts'

export type OwnApp = NonNullable<HubSettings['ownApps']>[number]

/** An app that the owner has added: the hub knows its name and nothing else of it. */
export interface OwnModule extends AppModule {
  readonly own: true
}

export const maxOwnApps = 200

/** Adds an app by its name. @throws HubError where there is one of that name or type already */
export async function addOwnApp(
  store: Store,
  apps: Apps,
  wish: { readonly name: string; readonly type?: string | undefined },
  now: number,
): Promise<OwnModule> {
  const name = wish.name.trim()
  const made: OwnApp[] = []
  await store.settings.change((settings) => {
    const { ownApps = [] } = settings
    if (ownApps.length >= maxOwnApps) throw new HubError('too_many_apps', { limit: maxOwnApps })
    const isTaken = (type: string) =>
      apps.all.has(type) || ownApps.some((app) => app.type === type) || isReserved(type)
    const names = [...apps.all.values(), ...ownApps].map((app) => app.name)
    if (names.some((one) => sameName(one, name)) || (wish.type && isTaken(wish.type))) {
      throw new HubError('app_exists', { app: wish.type ?? name })
    }
    const app = { type: wish.type ?? freeType(name, isTaken), name, createdAt: now }
    made.push(app)
    return { ...settings, ownApps: [...ownApps, app] }
  })
  return moduleOf(made[0] as OwnApp)
}

/** Removes an app that the owner has added. @throws HubError while something is kept under it */
export async function removeOwnApp(store: Store, apps: Apps, type: string): Promise<OwnModule> {
  const module = apps.all.get(type)
  if (!module) throw new HubError('unknown_thing', { thing: 'app' })
  if (!isOwn(module)) throw new HubError('app_not_own', { app: type })
  const slots = await store.slots.list()
  if (slots.some(({ app }) => app === type)) throw new HubError('app_holds_settings', { app: type })
  const keys = await store.keys.list()
  if (keys.some(({ app, revokedAt }) => app === type && revokedAt === undefined)) {
    throw new HubError('app_has_keys', { app: type })
  }
  await store.settings.change(({ ownApps = [], appsOff, ...settings }) => ({
    ...settings,
    ownApps: ownApps.filter((app) => app.type !== type),
    ...(appsOff && { appsOff: appsOff.filter((off) => off !== type) }),
  }))
  return module
}

export const isOwn = (module: AppModule): module is OwnModule => 'own' in module

/** What the hub knows of an app that the owner has added, in the form of a module. */
export const moduleOf = ({ type, name }: OwnApp): OwnModule => ({
  own: true,
  type,
  name,
  description: 'An app that was added to this hub by hand.',
  homepage: '',
  connects: 'file',
  firstContact: 'compare',
  export: {
    format: 'text',
    fileName: `${type}.txt`,
    secrets: 'possible',
    secretsNote: 'The hub does not know this app: look into its export, whether it holds secrets.',
    volatile: [],
  },
  steps: {
    connect: ['If the app can sync with a SxncD hub, enter the address of this hub and the key.'],
    export: ['In the app, look for Export or Backup in its settings, and save the file.'],
    import: ['In the app, look for Import or Restore in its settings, and choose the file.'],
  },
  folder: '',
  logo: logoOf(type),
})

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

const colours = ['1d4ed8', '6d28d9', 'be185d', 'b91c1c', '9a3412', '3f6212', '166534', '0f766e']

/** A pattern that differs from app to app, the same on its left and its right. */
function logoOf(type: string): string {
  const bytes = createHash('sha256').update(type).digest()
  const colour = colours[(bytes[0] ?? 0) % colours.length]
  const cells = Array.from({ length: 15 }, (_, at) => at)
    .filter((at) => (bytes[at + 1] ?? 0) % 2 === 0)
    .flatMap((at) => {
      const [column, row] = [at % 3, Math.floor(at / 3)]
      return [...new Set([column, 4 - column])].map((x) => `M${12 + x * 8} ${12 + row * 8}h8v8h-8z`)
    })
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
    `  <title>${type}</title>`,
    `  <rect x="2" y="2" width="60" height="60" rx="14" fill="#${colour}"/>`,
    `  <path d="${cells.join('') || 'M28 28h8v8h-8z'}" fill="#ffffff"/>`,
    '</svg>\n',
  ].join('\n')
}
