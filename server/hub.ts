import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import pino from 'pino'
import { builtInModules, type LoadedModules, loadAppModules } from '../app-modules/index.ts'
import manifest from '../package.json' with { type: 'json' }
import { defaultHubName, retentionOf } from './api/settings.ts'
import { createApp } from './app.ts'
import { type Apps, createApps } from './apps/apps.ts'
import { type Backups, startBackups } from './backup/backups.ts'
import type { Config } from './config/config.ts'
import { urlHere } from './discovery/addresses.ts'
import { createLan, type Lan, type LanOverrides, type LanProblem } from './discovery/lan.ts'
import { createEvents, type Events } from './events/events.ts'
import { createPresence } from './files/presence.ts'
import { mostFiles } from './files/tree-context.ts'
import { createTrees, type Trees } from './files/trees.ts'
import { type Timeouts, timeouts } from './http/timeouts.ts'
import type { Clock } from './lib/clock.ts'
import { createSteadyClock, sinceBoot } from './lib/steady-clock.ts'
import { createHubMetrics } from './metrics/hub-metrics.ts'
import type { Notify } from './notify/notify.ts'
import { type NotifyOverrides, startNotifications } from './notify/start.ts'
import type { Watch } from './notify/watch.ts'
import { createPasswords, recommendedCost, type ScryptCost } from './sign-in/passwords.ts'
import type { Provider } from './sign-in/providers/provider.ts'
import { removeOldSessions } from './sign-in/sessions.ts'
import { createSetUp } from './sign-in/set-up.ts'
import { firstOwner } from './sign-in/window-owner.ts'
import { createWindowTokens } from './sign-in/window-tokens.ts'
import { type Sweeper, startSweeper } from './slots/sweeper.ts'
import type { LockRecord } from './storage/lock.ts'
import { migrationText } from './storage/lowdb/migration-text.ts'
import { type LocalStore, openStore, type StoreOptions } from './storage/lowdb/open.ts'
import type { Account, StoreStatus } from './storage/store.ts'
import { givenIdentity, type Identity, ownIdentity } from './tls/identity.ts'

/** What a test may put in the place of the real thing. */
export interface Overrides {
  readonly now?: Clock
  readonly elapsed?: Clock
  readonly log?: FastifyBaseLogger
  readonly store?: Pick<StoreOptions, 'syncs' | 'lock' | 'intents'>
  readonly timeouts?: Partial<Timeouts>
  readonly scryptCost?: ScryptCost
  readonly lan?: LanOverrides
  /** What doors and the window see as the files of apps. */
  readonly trees?: Trees
  /** How notifications leave the hub. */
  readonly notify?: NotifyOverrides
}

/** What a program around the hub shows of it; all else it asks through the API. */
export interface HubStatus {
  /** The hub's UUID. */
  readonly id: string
  /** The best address for another device; undefined where the hub listens nowhere. */
  readonly address: string | undefined
  readonly lan: { readonly on: boolean; readonly problems: readonly LanProblem[] }
  readonly store: StoreStatus
  readonly paused: boolean
}

export interface Hub {
  readonly config: Config
  readonly version: string
  readonly app: FastifyInstance
  readonly store: LocalStore
  readonly sweeper: Sweeper
  readonly events: Events
  readonly apps: Apps
  readonly lan: Lan
  readonly backups: Backups
  readonly trees: Trees
  /** What the owner is told of, here and wherever they are. */
  readonly notices: Pick<Notify, 'tell' | 'listen'>
  /** Speaks for the owner. Known only to this process and, once it listens, to the LOCK file. */
  readonly controlToken: string
  /** Starts to listen. @returns the address on this machine, such as http://127.0.0.1:9693 */
  listen(): Promise<string>
  /** What stands behind `/set-up#` in the link that makes the owner; undefined once there is one. */
  newSetUpToken(): Promise<string | undefined>
  /** Signs the window of this program in as the owner: for one use within a minute. */
  newWindowToken(): string
  status(): HubStatus
  /** The account of the person at this computer: the first owner. Undefined before there is one. */
  owner(): Promise<Account | undefined>
  /** The name of an app, such as Obtainium; its type where the hub does not know it. */
  appName(type: string): string
  /** After sleep: announces the hub again, and looks at the networks anew. */
  wake(): Promise<void>
  /** While paused, nothing syncs: devices are told to come again later. */
  paused(): boolean
  setPaused(on: boolean): void
  /**
   * Told once, when a backup was restored: close this hub and make it again on the same folder.
   * Where nobody listens, nothing is restored while the hub runs.
   */
  onRestart(listener: () => void): void
  /** Answers what is under way, writes what is left, and lets the data folder go. */
  close(): Promise<void>
}

export const version = manifest.version

/**
 * Builds a hub on its data folder: the one place where its parts meet. It does not listen yet.
 * @throws DataFolderError or FolderInUseError; nothing is left open then
 */
export async function createHub(config: Config, overrides: Overrides = {}): Promise<Hub> {
  const log = overrides.log ?? pino({ level: config.logLevel })
  const now = overrides.now ?? Date.now
  const patience = { ...timeouts, ...overrides.timeouts }
  const { modules, problems } = chosenModules(config, log)
  const providers = await chosenProviders(config, now)
  const store = await openStore({
    folder: config.dataDir,
    now,
    onProblem: (problem) => log.error(problem, 'a damaged file was set aside'),
    ...overrides.store,
    lock: overrides.store?.lock ?? { onWatch: (other, ms) => logWatch(log, other, ms) },
  })
  if (store.migrated) log.info(store.migrated, migrationText(store.migrated))
  const clock = createSteadyClock(now, overrides.elapsed ?? sinceBoot, store.lastSeen()?.moment)
  const sweeper = startSweeper({
    store,
    now,
    moment: clock.read,
    elapsed: overrides.elapsed ?? (() => performance.now()),
    policy: () => retentionOf(config, store),
    onError: (err) => log.error({ err }, 'the history could not be thinned out'),
    alsoDaily: () => removeOldSessions(store, now()),
  })
  const controlToken = `sxncd-control-${randomBytes(32).toString('base64url')}`
  const events = createEvents((err) => log.error({ err }, 'an event could not be told'))
  events.listen((event) => {
    if (event.kind === 'slot' || event.kind === 'file') sweeper.note(event)
  })
  const passwords = createPasswords(overrides.scryptCost ?? recommendedCost)
  const setUp = createSetUp({ store, passwords }, now)
  const windowTokens = createWindowTokens(now)
  let paused = false
  let restart: (() => void) | undefined
  const elapsed = overrides.elapsed ?? (() => performance.now())
  const backups = startBackups({
    ...{ store, config, version, events, now, elapsed },
    clockIsTrusted: sweeper.clockIsTrusted,
    onError: (err) => log.error({ err }, 'a backup failed'),
  })
  const hubName = () => store.settings.get().hubName ?? defaultHubName
  const apps = createApps(modules, store)
  const appName = (type: string) => apps.all.get(type)?.name ?? type
  const { notify, watch } = startNotifications({
    ...{ config, store, events, backups, now, log, overrides: overrides.notify },
    speaker: { hubName, appName },
  })
  const lan = createLan({
    config,
    store,
    events,
    identity: identityOf(config, store, now),
    log,
    hubName,
    overrides: overrides.lan,
  })
  const limits = { fileSize: config.fileLimit, quota: config.fileQuota, files: mostFiles }
  const presence = createPresence(store, events)
  const trees = overrides.trees ?? createTrees({ store, clock, events, limits, presence }, apps)
  const metrics = createHubMetrics({
    ...{ store, now, version, modules, events, backups },
    dataFolder: config.dataDir,
    paused: () => paused,
  })
  const app = await createApp({
    metrics,
    config,
    store,
    now,
    clock,
    log,
    version,
    startedAt: now(),
    schema: store.schema,
    controlToken,
    timeouts: patience,
    apps,
    trees,
    moduleProblems: problems,
    events,
    passwords,
    providers,
    setUp,
    windowTokens,
    paused: () => paused,
    lan,
    backups,
    notify,
    onKeyRefused: watch.keyRefused,
    restore: { store, restart: () => restart },
  })
  let closing: Promise<void> | undefined
  return {
    config,
    version,
    app,
    store,
    sweeper,
    events,
    apps,
    lan,
    backups,
    trees,
    notices: notify,
    controlToken,
    async listen() {
      await app.listen({ host: config.host, port: config.port })
      const main = app.addresses()[0] as AddressInfo
      const url = urlHere(main.address, main.port)
      await lan.start(app.server, main)
      await store.announce({ url, token: controlToken })
      return url
    },
    newSetUpToken: () => setUp.newToken(),
    newWindowToken: () => windowTokens.open(true),
    status: () => ({
      id: store.hub.id,
      address: lan.addresses()[0]?.url,
      lan: { on: lan.on, problems: lan.problems },
      store: store.status(),
      paused,
    }),
    owner: () => firstOwner(store),
    appName,
    wake: () => lan.wake(),
    paused: () => paused,
    setPaused(on) {
      if (on === paused) return
      paused = on
      events.emit({ kind: 'hub' })
    },
    onRestart(listener) {
      restart = listener
    },
    close() {
      // What waits is not delivered any more: it may take longer than anybody waits for a stop.
      notify.close()
      closing ??= closeAll({ app, lan, backups, sweeper, store, watch }, patience.stop)
      return closing
    },
  }
}

type Closing = Pick<Hub, 'app' | 'lan' | 'backups' | 'sweeper' | 'store'> & {
  readonly watch: Watch
}

async function closeAll(
  { app, lan, backups, sweeper, store, watch }: Closing,
  patienceMs: number,
): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  await Promise.all([app.close(), lan.close()])
  clearTimeout(impatience)
  await Promise.all([backups.stop(), sweeper.stop(), watch.stop()])
  await store.close()
}

function logWatch(log: FastifyBaseLogger, { host, pid }: LockRecord, ms: number) {
  const seconds = Math.ceil(ms / 1_000)
  const message = `another hub may have the data folder open; it is watched for ${seconds} s, and the hub starts if it gives no sign of life`
  log.warn({ host, pid }, message)
}

const identityOf = ({ tlsCert, tlsKey }: Config, { tls }: LocalStore, now: Clock): Identity =>
  tlsCert && tlsKey
    ? givenIdentity(tlsCert, tlsKey)
    : ownIdentity({ files: tls, label: 'SxncD hub', now })

/** The app modules that the configuration allows. Broken ones are told of, and left out. */
function chosenModules(config: Config, log: FastifyBaseLogger): LoadedModules {
  const folders = [builtInModules, ...(config.appModulesDir ? [config.appModulesDir] : [])]
  const { modules, problems } = loadAppModules(folders)
  for (const problem of problems) log.warn(problem, 'an app module cannot be used')
  const wanted = config.appModules
  if (!wanted) return { modules, problems }
  return { modules: new Map([...modules].filter(([type]) => wanted.includes(type))), problems }
}

/** The ways in through others. Most hubs have none, and need not load what speaks to them. */
async function chosenProviders(config: Config, now: Clock): Promise<ReadonlyMap<string, Provider>> {
  if (config.authModules.every((module) => module === 'local')) return new Map()
  const { providersFrom } = await import('./sign-in/providers/from-config.ts')
  return providersFrom(config, now)
}
