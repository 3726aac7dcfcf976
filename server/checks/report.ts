import { constants, cpus, release, totalmem } from 'node:os'
import type { LastBackup } from '../backup/backups.ts'
import type { Config } from '../config/config.ts'
import type { Network } from '../discovery/interfaces.ts'
import { hours } from '../lib/clock.ts'
import { isContainer } from '../lib/is-container.ts'
import type { Counts } from '../metrics/counts.ts'
import type { HubSettings, StoreStatus } from '../storage/store.ts'
import type { Check } from './check.ts'
import { maskedConfig } from './report-config.ts'

/** What a report is made of. */
export interface ReportFacts {
  readonly version: string
  readonly now: number
  readonly startedAt: number
  readonly isListening: boolean
  readonly config: Config
  /** What the owner has chosen in the window. */
  readonly settings: HubSettings
  readonly checks: readonly Check[]
  readonly counts: Counts
  readonly accounts: number
  readonly keys: number
  readonly labelOf: (app: string) => string
  readonly networks: readonly Network[]
  readonly lanIsOn: boolean
  readonly refusals: ReadonlyMap<string, number>
  readonly store: StoreStatus
  readonly schema: number
  readonly disk: { readonly free: number; readonly size: number; readonly type: number }
  readonly lastBackup: LastBackup | undefined
}

type Fields = Record<string, string | number | boolean>

/** What a bug report needs, in parts. Each value is made here, so that nothing private comes along. */
export type Report = Readonly<Record<string, Readonly<Fields>>>

/**
 * Puts a report together: no names of people, devices, apps of their own, hosts or files; no addresses,
 * paths, keys or settings. What is not known to be harmless is left out.
 */
export function reportOf(facts: ReportFacts): Report {
  const { counts, disk, store } = facts
  return {
    hub: {
      version: facts.version,
      node: process.versions.node,
      system: `${process.platform} ${process.arch} ${/^[\d.]*/.exec(release())?.[0]}`,
      container: isContainer(),
      cpus: cpus().length,
      memoryBytes: totalmem(),
      memoryUsedBytes: process.memoryUsage.rss(),
      running: facts.isListening,
      upSeconds: Math.max(0, Math.round((facts.now - facts.startedAt) / 1_000)),
    },
    options: maskedConfig(facts.config),
    settings: settingsOf(facts.settings),
    checks: checksOf(facts.checks),
    stored: {
      accounts: facts.accounts,
      keys: facts.keys,
      devices: counts.devices,
      versions: counts.versions,
      files: counts.files,
      unreadable: counts.unreadable,
      ...(!counts.all && { note: 'not all of it was counted' }),
    },
    slots: sumsByLabel(counts.slots, facts.labelOf),
    storage: {
      engine: 'lowdb',
      schema: facts.schema,
      failed: store.failed === undefined ? 'no' : codeIn(store.failed),
      damagedSinceStart: store.problems.length,
      damagedBefore: store.setAsideBefore ?? 0,
      ...(counts.all && { dataBytes: counts.bytes }),
      diskFreeBytes: disk.free,
      diskSizeBytes: disk.size,
      fileSystem: `0x${disk.type.toString(16)}`,
    },
    backup: backupOf(facts.lastBackup, facts.now),
    networks: { on: facts.lanIsOn, ...countsOf(facts.networks.map(({ kind }) => kind)) },
    refused: Object.fromEntries(facts.refusals),
  }
}

function settingsOf({
  lan,
  syncyomi,
  tabby,
  appsOff,
  ownApps,
  retention,
  backups,
  ...rest
}: HubSettings) {
  const switches = { lan, syncyomi, tabby }
  const chosen: Fields = {
    appsOff: appsOff?.length ?? 0,
    ownApps: ownApps?.length ?? 0,
    tokens: rest.tokens?.length ?? 0,
    nameChosen: rest.hubName !== undefined,
    networkChosen: Boolean(rest.lanInterface),
  }
  for (const [name, value] of Object.entries(switches))
    if (value !== undefined) chosen[name] = value
  for (const [name, value] of Object.entries({ ...retention, ...backups })) chosen[name] = value
  return chosen
}

/** By code: sentences and values of checks hold names and paths. Those of the same code are counted. */
function checksOf(checks: readonly Check[]): Fields {
  const found: Record<string, string> = {}
  const times = countsOf(checks.map(({ code }) => code))
  for (const { code, level, values } of checks) {
    const reason = isErrorCode(values.reason) ? ` (${values.reason})` : ''
    const count = /^\d{1,9}$/.test(values.n ?? '') ? ` n=${values.n}` : ''
    const again = (times[code] ?? 0) > 1 ? ` x${times[code]}` : ''
    found[code] = `${level}${reason}${count}${again}`
  }
  return found
}

function backupOf(last: LastBackup | undefined, now: number): Fields {
  if (!last) return { last: 'none since the start' }
  return {
    lastHoursAgo: Math.round(((now - last.at) / hours(1)) * 10) / 10,
    problem: last.failure?.code ?? (last.problem === undefined ? 'no' : 'other'),
    ...(isErrorCode(last.failure?.reason) && { reason: last.failure?.reason as string }),
    leftOut: last.leftOut?.length ?? 0,
    unchanged: last.unchanged ?? false,
  }
}

const errorCodes = new Set(Object.keys(constants.errno))
const isErrorCode = (text: string | undefined): boolean =>
  text !== undefined && errorCodes.has(text)

/** The code of the system in a reason. */
const codeIn = (reason: string): string =>
  reason.split(/\W+/).find((word) => errorCodes.has(word)) ?? 'yes'

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function sumsByLabel(slots: Counts['slots'], labelOf: (app: string) => string) {
  const sums: Record<string, number> = {}
  for (const [app, count] of slots) sums[labelOf(app)] = (sums[labelOf(app)] ?? 0) + count
  return sums
}

const intro = `This report holds no names of people, devices, hosts or files, no addresses, no keys and no
settings. Read it before you pass it on.`

/** A report as a person reads it and puts it into a bug report. */
export function reportText(report: Report): string {
  const parts = Object.entries(report).map(([title, fields]) => {
    const lines = Object.entries(fields).map(([name, value]) => `- ${name}: ${value}`)
    return [`## ${title}`, '', ...(lines.length > 0 ? lines : ['- nothing'])].join('\n')
  })
  return ['# Report of a SxncD hub', intro, ...parts].join('\n\n')
}
