import { days, hours } from '../lib/clock.ts'
import {
  choice,
  hoursOrOff,
  integer,
  list,
  optional,
  size,
  toggle,
  token,
} from '../lib/config-values.ts'
import type { RetentionPolicy } from '../slots/retention.ts'
import { folder, host, networks, timeZone, webAddresses } from './config-places.ts'
import { problemsTogether } from './config-together.ts'
import { limitOptions } from './limit-options.ts'
import { notifyOptions } from './notify-options.ts'
import { type Option, option, secretOption } from './option.ts'
import { providerOptions } from './provider-options.ts'
import { secretText } from './secret-files.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof logLevels)[number]

/** Every option of the hub. `.env.example` is checked against this table. */
export const options = {
  host: option('HOST', '127.0.0.1', host, 'The address to listen on; 0.0.0.0 for all networks.'),
  port: option('PORT', '9693', integer(0, 65_535), 'The port to listen on; 0 takes a free one.'),
  lan: option(
    'LAN',
    '',
    optional(toggle),
    'Whether devices on the network may find the hub, reach it and ask to pair. Empty: on if HOST is beyond this machine and there is no PUBLIC_URL.',
  ),
  httpsPort: option(
    'HTTPS_PORT',
    '9694',
    integer(0, 65_535),
    'The port for HTTPS on the network, beside PORT for HTTP; 0 takes a free one.',
  ),
  tlsCert: option(
    'TLS_CERT',
    '',
    optional(folder),
    "A certificate of your own for HTTPS, as a PEM file. Empty: the hub's own.",
  ),
  tlsKey: option('TLS_KEY', '', optional(folder), 'The key that goes with it, as a PEM file.'),
  dataDir: option('DATA_DIR', './data', folder, 'The folder that holds everything.'),
  publicUrls: option(
    'PUBLIC_URL',
    '',
    webAddresses,
    'The address under which people reach the hub, such as https://sync.example.com or https://example.com/sync. More names may follow with commas between; providers and links use the first.',
  ),
  appModules: option(
    'APP_MODULES',
    '',
    optional(list),
    'The apps to switch on, by type, with commas between: obtainium, thunder. Empty: all.',
  ),
  appModulesDir: option(
    'APP_MODULES_DIR',
    '',
    optional(folder),
    'A folder with app modules of your own.',
  ),
  debug: option('DEBUG', 'false', toggle, 'Logs everything; the same as LOG_LEVEL=debug.'),
  logLevel: option(
    'LOG_LEVEL',
    'info',
    choice(logLevels),
    `How much to log: ${logLevels.join(', ')}.`,
  ),
  ...limitOptions,
  trustProxy: option(
    'TRUST_PROXY',
    '',
    optional(networks),
    'Addresses or networks of your reverse proxies, whose X-Forwarded headers are believed.',
  ),
  signUp: option(
    'SIGN_UP',
    'invite',
    choice(['closed', 'invite', 'open']),
    'Who becomes a member by signing in through a provider: closed nobody, invite who has an invitation, open everybody.',
  ),
  syncyomi: option(
    'SYNCYOMI',
    'off',
    toggle,
    'Whether the hub stands in for a SyncYomi server, for readers of manga that know one.',
  ),
  tabby: option(
    'TABBY',
    'off',
    toggle,
    'Whether the hub stands in for the config service of Tabby, which takes https:// alone.',
  ),
  timeZone: option(
    'TIME_ZONE',
    'system',
    timeZone,
    "The zone of stamps that name none, such as Europe/Berlin; system takes the machine's.",
  ),
  ...providerOptions,
  keepAllHours: option(
    'HISTORY_ALL_HOURS',
    '24',
    integer(1, 24 * 365),
    'Hours for which every version is kept.',
  ),
  hourlyDays: option(
    'HISTORY_HOURLY_DAYS',
    '7',
    integer(0, 3650),
    'Days for which one version an hour is kept.',
  ),
  dailyDays: option(
    'HISTORY_DAILY_DAYS',
    '90',
    integer(0, 36_500),
    'Days for which one version a day is kept.',
  ),
  historyVersions: option(
    'HISTORY_VERSIONS',
    '50',
    integer(1, 100_000),
    'So many of the newest versions are kept, however old they are.',
  ),
  historySize: option(
    'HISTORY_SIZE',
    '200 MiB',
    size(1024 ** 2, 1024 ** 4),
    'The most that the history of one app of one account takes on disk.',
  ),
  backupEvery: option(
    'BACKUP_EVERY',
    '24',
    hoursOrOff(1, 8_760),
    'Hours from one backup that the hub makes by itself to the next; off for none.',
  ),
  backupKeep: option(
    'BACKUP_KEEP',
    '7',
    integer(1, 1_000),
    'How many of its own backups the hub keeps.',
  ),
  backupDir: option(
    'BACKUP_DIR',
    '',
    optional(folder),
    'The folder for them, best on another disk. Empty: the folder backups in DATA_DIR.',
  ),
  metricsToken: secretOption(
    'METRICS_TOKEN',
    token,
    'Lets programs elsewhere read the figures at /metrics, sent after Bearer; at least 16 characters. Empty: only programs on this machine may.',
  ),
  ...notifyOptions,
} as const

type Options = typeof options
type Values = { -readonly [K in keyof Options]: Options[K] extends Option<infer T> ? T : never }

/** The configuration of a hub, checked. Sizes in bytes; `retention` in ms and bytes. */
export type Config = Readonly<Values> & {
  readonly retention: RetentionPolicy
  /** The first of `publicUrls`, for links. */
  readonly publicUrl: string | undefined
}

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems.map((one) => `  ${one}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the configuration. @throws ConfigError with every problem and how to mend it. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  const byEnv: Record<string, unknown> = {}
  for (const [name, one] of Object.entries<Option<unknown>>(options)) {
    const { env } = one
    try {
      values[name] = readOption(one, environment)
      byEnv[env] = values[name]
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  for (const problem of problemsTogether(byEnv)) problems.push(problem)
  if (problems.length > 0) throw new ConfigError(problems)
  const config = values as Values
  const retention: RetentionPolicy = {
    keepAllFor: hours(config.keepAllHours),
    hourlyFor: days(config.hourlyDays),
    dailyFor: days(config.dailyDays),
    atLeast: config.historyVersions,
    maxSize: config.historySize,
  }
  const logLevel = config.debug ? 'debug' : config.logLevel
  return { ...config, publicUrl: config.publicUrls[0], logLevel, retention }
}

/** @throws Error that names the option, how it is set, and how it must be */
function readOption({ env, preset, read, isSecret }: Option<unknown>, environment: Environment) {
  // An empty value counts as none: compose files often pass variables that are not set.
  const value = (isSecret ? secretText(env, environment) : environment[env]?.trim()) || preset
  try {
    return read(value)
  } catch (error) {
    throw new Error(`${env}=${isSecret ? '…' : shown(value)}: ${(error as Error).message}`)
  }
}

/** A value as it may stand in a message: on one line, and not without end. */
const shown = (value: string) => value.replace(/\p{Cc}/gu, '\ufffd').replace(/^(.{100}).+$/s, '$1…')
