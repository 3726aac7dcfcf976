import type { LastBackup } from '../backup/backups.ts'
import type { Network } from '../discovery/interfaces.ts'
import type { LanProblem } from '../discovery/lan.ts'
import { fewBytes } from '../lib/few-bytes.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import type { StoreStatus } from '../storage/store.ts'
import { backupChecks } from './backup.ts'
import { type Check, check } from './check.ts'
import { clockChecks } from './clock.ts'
import { damagedFiles, unreadableSlots } from './damaged-files.ts'
import { firewallCheck, type System } from './firewall.ts'
import { accessChecks, type FolderAccess } from './folder-access.ts'
import { type Proxied, proxyChecks } from './proxy.ts'
import type { ReadThrough } from './read-through.ts'
import type { SelfCall } from './self-call.ts'

/** What the doctor looks at. */
export interface DoctorFacts {
  readonly isListening: boolean
  readonly lanIsOn: boolean
  /** Every network that the machine is on. */
  readonly networks: readonly Network[]
  /** The names of those that the hub serves. */
  readonly served: readonly string[]
  readonly problems: readonly LanProblem[]
  /** Calls to its own addresses. */
  readonly calls: readonly SelfCall[]
  /** By interface, whether the announcement was heard there. */
  readonly heard: ReadonlyMap<string, boolean>
  readonly ports: readonly number[]
  readonly system: System
  readonly now: number
  readonly clockJump?: ClockJump | undefined
  /** When this hub was made; its clock cannot be before that. */
  readonly madeAt: number
  readonly store: StoreStatus
  readonly dataFolder: string
  /** Who may use it besides the hub. */
  readonly access?: FolderAccess | undefined
  /** What came of reading all that is stored. */
  readonly read?: ReadThrough
  /** In bytes. */
  readonly diskFree: number
  readonly lastBackup?: LastBackup | undefined
  /** Folders that hold what restores have replaced. */
  readonly replaced?: readonly string[]
  readonly publicUrls?: readonly string[]
  /** How the owner comes in through a reverse proxy, where there is one. */
  readonly proxied?: Proxied | undefined
}

/** Looks for what keeps devices at home from reaching the hub. Pure; also says what is well. */
export function diagnose(facts: DoctorFacts): Check[] {
  const here = [
    ...clock(facts),
    ...clockChecks(facts.clockJump, facts.now),
    ...data(facts),
    ...accessChecks(facts.access, facts.dataFolder),
    ...unreadableSlots(facts.read?.unreadable),
    ...backupChecks(facts.lastBackup),
    ...replacedData(facts),
    ...proxyChecks(facts.proxied, facts.publicUrls ?? []),
  ]
  if (!facts.isListening) return [notRunning, ...here]
  if (!facts.lanIsOn) return [lanOff, ...here]
  return [
    ...network(facts),
    ...listening(facts),
    ...announcing(facts),
    ...firewallCheck(facts.system, facts.ports),
    ...isolation(facts),
    ...here,
  ]
}

const notRunning = check('not_running', 'problem')
const lanOff = check('lan_off', 'warning')

function* network({ networks, served }: DoctorFacts): Generator<Check> {
  const names = (found: readonly Network[]) => found.map(({ name }) => name).join(', ')
  if (served.length === 0 && networks.some(({ bridged }) => bridged)) {
    yield check('container', 'warning')
  } else if (served.length === 0) {
    yield networks.length > 0
      ? check('no_private_network', 'problem', { names: names(networks) })
      : check('no_network', 'problem')
  } else if (served.length > 1) {
    yield check('several_networks', 'ok', { n: served.length, names: served.join(', ') })
  }
  const vpns = networks.filter(({ kind }) => kind === 'vpn')
  if (vpns.length > 0) {
    yield check('vpn', 'warning', { names: names(vpns) })
  }
}

function* listening({ problems, calls }: DoctorFacts): Generator<Check> {
  for (const { what, where, reason } of problems) {
    if (what === 'listen') {
      yield reason === 'EADDRINUSE'
        ? check('listen_taken', 'problem', { where })
        : check('listen', 'problem', { where, reason })
    }
    if (what === 'https') {
      yield check('https', 'warning', { reason })
    }
  }
  for (const { url, reason } of calls) {
    if (reason === undefined) {
      yield check('reached', 'ok', { url })
    } else {
      yield check('unreachable', 'problem', { url, reason })
    }
  }
}

function* announcing({ problems, heard }: DoctorFacts): Generator<Check> {
  for (const { where, reason } of problems.filter(({ what }) => what === 'announce')) {
    yield check('announce', 'warning', { where, reason })
  }
  for (const [name, wasHeard] of heard) {
    if (wasHeard) {
      yield check('mdns_heard', 'ok', { name })
    } else {
      yield check('mdns_silent', 'warning', { name })
    }
  }
}

/** What only another device can find out. */
function* isolation({ calls }: DoctorFacts): Generator<Check> {
  const [first] = calls.filter(({ reason }) => reason === undefined)
  if (!first) return
  yield check('try_a_phone', 'ok', { url: `${first.url}/connect` })
}

const firstYear = Date.parse('2025-01-01T00:00:00Z')

function* clock({ now, madeAt }: DoctorFacts): Generator<Check> {
  const time = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  if (now < Math.max(firstYear, madeAt)) {
    yield check('clock_wrong', 'problem', { time })
  } else {
    yield check('clock', 'ok', { time })
  }
}

function* data({ store, dataFolder, diskFree, read }: DoctorFacts): Generator<Check> {
  if (store.failed !== undefined) {
    yield check('data_folder_failed', 'problem', { folder: dataFolder, reason: store.failed })
  } else if (read?.problem !== undefined) {
    yield check('data_folder_unreadable', 'problem', { folder: dataFolder, reason: read.problem })
  } else if (store.problems.length > 0) {
    yield damagedFiles(store.problems)
  } else if (diskFree < fewBytes) {
    yield check('disk_almost_full', 'warning', {
      n: Math.floor(diskFree / 1024 ** 2),
      folder: dataFolder,
    })
  } else if (store.setAsideBefore) {
    yield check('set_aside_before', 'warning', {
      n: store.setAsideBefore,
      folder: `${dataFolder}/quarantine`,
    })
  } else if (!read?.unreadable) {
    yield read && !read.all
      ? check('data_folder_partly_read', 'ok', { folder: dataFolder, n: read.versions })
      : check('data_folder', 'ok', { folder: dataFolder })
  }
}

function* replacedData({ replaced = [] }: DoctorFacts): Generator<Check> {
  const [first, ...others] = replaced
  if (first === undefined) return
  yield check(others.length > 0 ? 'replaced_data_more' : 'replaced_data', 'ok', {
    n: replaced.length,
    folder: first,
  })
}
