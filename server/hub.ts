import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import pino from 'pino'
import { builtInModules, loadAppModules } from '../app-modules/index.ts'
import type { AppModule } from '../app-modules/manifest.ts'
import manifest from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import type { Clock } from './clock.ts'
import { type Config, ConfigError } from './config.ts'
import { type Sweeper, startSweeper } from './history/sweeper.ts'
import { type LocalStore, openStore, type StoreOptions } from './storage/lowdb/open.ts'

/** What a test may put in the place of the real thing. */
export interface Overrides {
  readonly now?: Clock
  readonly elapsed?: Clock
  readonly log?: FastifyBaseLogger
  readonly store?: Pick<StoreOptions, 'syncs' | 'lock'>
}

export interface Hub {
  readonly config: Config
  readonly version: string
  readonly app: FastifyInstance
  readonly store: LocalStore
  readonly sweeper: Sweeper
  /** Speaks for the owner. Known only to this process and, once it listens, to the LOCK file. */
  readonly controlToken: string
  /** Starts to listen. @returns the address, such as http://127.0.0.1:9693 */
  listen(): Promise<string>
  /** Answers what is under way, writes what is left, and lets the data folder go. */
  close(): Promise<void>
}

export const version = manifest.version

/**
 * Builds a hub on its data folder: the one place where its parts meet. It does not listen yet.
 * @throws ConfigError, DataFolderError or FolderInUseError; nothing is left open then
 */
export async function createHub(config: Config, overrides: Overrides = {}): Promise<Hub> {
  const log = overrides.log ?? pino({ level: config.logLevel })
  const now = overrides.now ?? Date.now
  const apps = chosenApps(config, log)
  const store = await openStore({
    folder: config.dataDir,
    now,
    onProblem: (problem) => log.error(problem, 'a damaged file was set aside'),
    ...overrides.store,
  })
  const sweeper = startSweeper({
    store,
    now,
    elapsed: overrides.elapsed ?? (() => performance.now()),
    policy: config.retention,
    onError: (err) => log.error({ err }, 'the history could not be thinned out'),
  })
  const controlToken = `sxncd-control-${randomBytes(32).toString('base64url')}`
  const app = await createApp({
    config,
    store,
    now,
    log,
    version,
    controlToken,
    apps,
    onChange: (id) => sweeper.note(id),
  })
  let closing: Promise<void> | undefined
  return {
    config,
    version,
    app,
    store,
    sweeper,
    controlToken,
    async listen() {
      await app.listen({ host: config.host, port: config.port })
      const url = localUrl(app)
      await store.announce({ url, token: controlToken })
      return url
    },
    close() {
      closing ??= closeAll(app, sweeper, store)
      return closing
    },
  }
}

/** How long answers that are under way may take once the hub stops. */
const patienceMs = 10_000

async function closeAll(app: FastifyInstance, sweeper: Sweeper, store: LocalStore): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  await app.close()
  clearTimeout(impatience)
  await sweeper.stop()
  await store.close()
}

/** The address by which this machine reaches the hub. */
function localUrl(app: FastifyInstance): string {
  const { address, family, port } = app.addresses()[0] as AddressInfo
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (address === '::') return `http://[::1]:${port}`
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** The app modules that are switched on. Broken ones are told of, and left out. */
function chosenApps(config: Config, log: FastifyBaseLogger): ReadonlyMap<string, AppModule> {
  const folders = [builtInModules, ...(config.appModulesDir ? [config.appModulesDir] : [])]
  const { modules, problems } = loadAppModules(folders)
  for (const problem of problems) log.warn(problem, 'an app module cannot be used')
  const wanted = config.appModules
  if (!wanted) return modules
  const unknown = wanted.filter((type) => !modules.has(type))
  if (unknown.length > 0) {
    const known = [...modules.keys()].sort().join(', ')
    throw new ConfigError([
      `APP_MODULES=${wanted}: unknown: ${unknown.join(', ')}. Known: ${known}`,
    ])
  }
  return new Map([...modules].filter(([type]) => wanted.includes(type)))
}
