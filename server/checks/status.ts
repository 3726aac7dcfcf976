import { backupChecks, type LastBackup } from '../backup/backups.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import type { UnreadableSlot } from '../slots/summaries.ts'
import type { Device, StoreStatus } from '../storage/store.ts'
import type { Check } from './check.ts'
import { clockChecks } from './clock.ts'
import { damagedFiles, unreadableSlots } from './damaged-files.ts'

/** What is looked at. */
export interface Facts {
  readonly store: StoreStatus
  readonly publicUrls: readonly string[]
  /** The scheme and host by which this very request came. */
  readonly usedAddress: string
  /** A reverse proxy has added headers that the hub does not believe. */
  readonly unbelievedProxy: boolean
  readonly devices: readonly (Device & { readonly app: string })[]
  readonly unreadable?: readonly UnreadableSlot[]
  readonly moduleProblems: readonly { readonly file: string; readonly problem: string }[]
  readonly lastBackup?: LastBackup | undefined
  readonly clockJump?: ClockJump | undefined
  readonly now: number
}

/** Looks at the hub as it runs. Pure; an empty list means that all is well. */
export function checksOf(facts: Facts): Check[] {
  return [
    ...storage(facts),
    ...unreadableSlots(facts.unreadable),
    ...backupChecks(facts.lastBackup),
    ...address(facts),
    ...proxy(facts),
    ...clockChecks(facts.clockJump, facts.now),
    ...clocks(facts),
    ...modules(facts),
  ]
}

function* storage({ store }: Facts): Generator<Check> {
  if (store.failed !== undefined) {
    yield {
      code: 'storage_failed',
      level: 'problem',
      title: 'The hub cannot store anything',
      detail: `Writing to the data folder failed (${store.failed}).`,
      fix: 'Check the disk, then restart the hub.',
    }
  }
  if (store.problems.length > 0) {
    yield { code: 'files_damaged', ...damagedFiles(store.problems) }
  }
}

function* address({ publicUrls, usedAddress }: Facts): Generator<Check> {
  const used = new URL(usedAddress).origin
  if (publicUrls.length > 0 && publicUrls.every((one) => new URL(one).origin !== used)) {
    yield {
      code: 'public_url',
      level: 'warning',
      title: 'The public address is another one',
      detail: `PUBLIC_URL is ${publicUrls.join(', ')}, but this page was opened as ${usedAddress}.`,
      fix: 'If people use this address, set PUBLIC_URL to it; sign-in by a provider needs it.',
    }
  }
}

function* proxy({ unbelievedProxy }: Facts): Generator<Check> {
  if (unbelievedProxy) {
    yield {
      code: 'proxy_headers',
      level: 'warning',
      title: 'A reverse proxy is not believed',
      detail: 'Requests carry X-Forwarded headers, but the hub was not told of a proxy.',
      fix: 'Set TRUST_PROXY to the address of the proxy, so that limits count per visitor.',
    }
  }
}

function* clocks({ devices }: Facts): Generator<Check> {
  for (const { name, app, clockAhead } of devices) {
    if (clockAhead === undefined) continue
    yield {
      code: 'clock_skew',
      level: 'warning',
      title: `The clock of "${name}" is ahead`,
      detail: `Its last sync of ${app} was stamped ${Math.round(clockAhead / 60_000)} minutes in the future.`,
      fix: 'Set the clock of that device, or of this computer, by the network.',
    }
  }
}

function* modules({ moduleProblems }: Facts): Generator<Check> {
  for (const { file, problem } of moduleProblems) {
    yield {
      code: 'app_module',
      level: 'warning',
      title: 'An app module cannot be used',
      detail: `${file}: ${problem}`,
      fix: 'Mend the file and restart the hub.',
    }
  }
}
