import type { LastBackup } from '../backup/backups.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import type { UnreadableSlot } from '../slots/summaries.ts'
import type { Device, StoreStatus } from '../storage/store.ts'
import { backupChecks } from './backup.ts'
import { type Check, check } from './check.ts'
import { clockChecks } from './clock.ts'
import { damagedFiles, unreadableSlots } from './damaged-files.ts'
import { type Proxied, proxyChecks } from './proxy.ts'

/** What is looked at. */
export interface Facts {
  readonly store: StoreStatus
  readonly publicUrls: readonly string[]
  /** The scheme and host by which this very request came. */
  readonly usedAddress: string
  /** How the owner comes in through a reverse proxy, where there is one. */
  readonly proxied: Proxied | undefined
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
    ...proxyChecks(facts.proxied, facts.publicUrls).filter(({ level }) => level !== 'ok'),
    ...clockChecks(facts.clockJump, facts.now),
    ...clocks(facts),
    ...modules(facts),
  ]
}

function* storage({ store }: Facts): Generator<Check> {
  if (store.failed !== undefined) {
    yield check('storage_failed', 'problem', { reason: store.failed })
  }
  if (store.problems.length > 0) {
    yield damagedFiles(store.problems)
  }
}

function* address({ publicUrls, usedAddress, proxied }: Facts): Generator<Check> {
  // What a trusted proxy makes of the address is told by itself.
  if (proxied?.isTrusted) return
  const used = new URL(usedAddress).origin
  if (publicUrls.length > 0 && publicUrls.every((one) => new URL(one).origin !== used)) {
    yield check('public_url', 'warning', { url: publicUrls.join(', '), used: usedAddress })
  }
}

function* clocks({ devices }: Facts): Generator<Check> {
  for (const { name, app, clockAhead } of devices) {
    if (clockAhead === undefined) continue
    yield check('clock_skew', 'warning', { name, app, n: Math.round(clockAhead / 60_000) })
  }
}

function* modules({ moduleProblems }: Facts): Generator<Check> {
  for (const { file, problem } of moduleProblems) {
    yield check('app_module', 'warning', { file, problem })
  }
}
