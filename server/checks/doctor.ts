import { backupChecks, type LastBackup } from '../backup/backups.ts'
import type { Network } from '../discovery/interfaces.ts'
import type { LanProblem } from '../discovery/lan.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import type { StoreStatus } from '../storage/store.ts'
import type { Check } from './check.ts'
import { clockChecks } from './clock.ts'
import { damagedFiles, unreadableSlots } from './damaged-files.ts'
import { firewallCheck, type System } from './firewall.ts'
import { accessChecks, type FolderAccess } from './folder-access.ts'
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
}

const ok = (code: string, title: string, detail: string, fix = ''): Check => ({
  ...{ code, level: 'ok', title, detail, fix },
})
const warning = (code: string, title: string, detail: string, fix: string): Check => ({
  ...{ code, level: 'warning', title, detail, fix },
})
const problem = (code: string, title: string, detail: string, fix: string): Check => ({
  ...{ code, level: 'problem', title, detail, fix },
})

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

const notRunning = problem(
  'not_running',
  'The hub is not running',
  'No device can reach it.',
  'Start it, and run this again while it runs.',
)

const lanOff = warning(
  'lan_off',
  'Devices on the network cannot reach the hub',
  'It listens on this computer only, as it does until its owner says otherwise.',
  'Switch on "Let devices on this network connect" in the window, or start the hub with LAN=on.',
)

function* network({ networks, served, system }: DoctorFacts): Generator<Check> {
  const names = (found: readonly Network[]) => found.map(({ name }) => name).join(', ')
  if (served.length === 0) {
    const others = networks.length > 0 ? `There are only: ${names(networks)}.` : 'There is none.'
    yield problem(
      'no_network',
      'The hub is on no network that looks like a home',
      others,
      'Connect this computer to the network, or choose the interface in the settings of the hub.',
    )
  } else if (served.length > 1) {
    yield ok(
      'several_networks',
      `The hub is on ${served.length} networks`,
      `It serves all of them: ${served.join(', ')}. A device reaches it by the address of its own.`,
      'Where that confuses, choose one interface in the settings of the hub.',
    )
  }
  const vpns = networks.filter(({ kind }) => kind === 'vpn')
  if (vpns.length > 0) {
    yield warning(
      'vpn',
      'A VPN is switched on',
      `${names(vpns)}: some VPNs keep this computer from its own network.`,
      'If devices do not get through, allow "local network access" in the VPN, or try without it.',
    )
  }
  if (system.isContainer) {
    yield warning(
      'container',
      'The hub runs in a container',
      'On a bridge network nobody hears its announcement, and its addresses are those of the container.',
      'Use host networking (network_mode: host), or give devices the address of the machine by hand.',
    )
  }
}

function* listening({ problems, calls }: DoctorFacts): Generator<Check> {
  for (const { what, where, reason } of problems) {
    if (what === 'listen') {
      const isTaken = reason === 'EADDRINUSE'
      yield problem(
        'listen',
        `The hub cannot listen on ${where}`,
        isTaken ? 'Another program has this port.' : `The system refuses it: ${reason}.`,
        'Stop that program, or choose other ports with PORT and HTTPS_PORT.',
      )
    }
    if (what === 'https') {
      yield warning(
        'https',
        'There is no HTTPS',
        `${reason}.`,
        'Until it is mended, neighbours on the network can read what devices send.',
      )
    }
  }
  for (const { url, reason } of calls) {
    if (reason === undefined) {
      yield ok('reached', `The hub answers at ${url}`, 'It called itself by this address.')
    } else {
      yield problem(
        'unreachable',
        `The hub does not answer at ${url}`,
        `It called itself by this address: ${reason}.`,
        'Look for a firewall on this computer, and for another program on this port.',
      )
    }
  }
}

function* announcing({ problems, heard }: DoctorFacts): Generator<Check> {
  for (const { where, reason } of problems.filter(({ what }) => what === 'announce')) {
    yield warning(
      'announce',
      `The hub cannot announce itself on ${where}`,
      `mDNS does not work there: ${reason}.`,
      'Devices still get in by the QR code or the address. Look for a program that has UDP port 5353 to itself.',
    )
  }
  for (const [name, wasHeard] of heard) {
    if (wasHeard) {
      yield ok('mdns_heard', `The hub is announced on ${name}`, 'It heard its own announcement.')
    } else {
      yield warning(
        'mdns_silent',
        `The announcement on ${name} is not heard`,
        'The hub looked for itself by mDNS and found nothing.',
        'Allow UDP port 5353 in the firewall. Devices still get in by the QR code or the address.',
      )
    }
  }
}

/** What only another device can find out. */
function* isolation({ calls }: DoctorFacts): Generator<Check> {
  const [first] = calls.filter(({ reason }) => reason === undefined)
  if (!first) return
  yield ok(
    'try_a_phone',
    'The last step is for a phone',
    `Open ${first.url}/connect on a phone in the same network.`,
    'If that fails while all is well here, the router keeps its devices apart: leave the guest network, and switch off "client isolation" (also "AP isolation") in the router.',
  )
}

const firstYear = Date.parse('2025-01-01T00:00:00Z')

function* clock({ now, madeAt }: DoctorFacts): Generator<Check> {
  const time = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  if (now < Math.max(firstYear, madeAt)) {
    yield problem(
      'clock',
      'The clock of this computer is wrong',
      `It shows ${time} UTC, which is before this hub was made.`,
      'Set it by the network: the newest settings are told by their time.',
    )
  } else {
    yield ok('clock', 'The clock of this computer is possible', `It shows ${time} UTC.`)
  }
}

const fewBytes = 100 * 1024 ** 2

function* data({ store, dataFolder, diskFree, read }: DoctorFacts): Generator<Check> {
  if (store.failed !== undefined) {
    yield problem(
      'data_folder',
      'The hub cannot store anything',
      `Writing to ${dataFolder} failed (${store.failed}).`,
      'Check the disk, then restart the hub.',
    )
  } else if (read?.problem !== undefined) {
    yield problem(
      'data_folder',
      'The hub cannot read what it has stored',
      `Reading ${dataFolder} failed (${read.problem}).`,
      'Look whether the folder is still in its place, and whether the user who runs the hub can read it.',
    )
  } else if (store.problems.length > 0) {
    yield { code: 'data_folder', ...damagedFiles(store.problems) }
  } else if (diskFree < fewBytes) {
    yield warning(
      'data_folder',
      'The disk is almost full',
      `${Math.floor(diskFree / 1024 ** 2)} MiB are left for ${dataFolder}.`,
      'Free some space: a hub that cannot write refuses every sync.',
    )
  } else if (store.setAsideBefore) {
    yield warning(
      'data_folder',
      `Damaged files that were set aside earlier: ${store.setAsideBefore}`,
      `They are in ${dataFolder}/quarantine. What is there now is sound.`,
      'Look whether something in them is missed, then empty that folder.',
    )
  } else if (!read?.unreadable) {
    yield ok('data_folder', 'The data folder is sound', dataFolder, extent(read))
  }
}

function* replacedData({ replaced = [] }: DoctorFacts): Generator<Check> {
  const [first, ...others] = replaced
  if (first === undefined) return
  yield ok(
    'replaced_data',
    `Folders with what restores have replaced: ${replaced.length}`,
    others.length > 0 ? `${first} and others beside it.` : first,
    'Remove them once nothing from before is missed.',
  )
}

/** How much of the data folder was looked at, where that is less than all of it. */
function extent(read: ReadThrough | undefined): string {
  if (!read || read.all) return ''
  return `The first ${read.versions} versions were read; "sxncd backup" reads all of them.`
}
