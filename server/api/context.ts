import type { Apps } from '../apps/apps.ts'
import type { Config } from '../config/config.ts'
import type { Lan } from '../discovery/lan.ts'
import type { Events } from '../events/events.ts'
import type { Trees } from '../files/trees.ts'
import type { Clock } from '../lib/clock.ts'
import type { SteadyClock } from '../lib/steady-clock.ts'
import type { HubMetrics } from '../metrics/hub-metrics.ts'
import type { Passwords } from '../sign-in/passwords.ts'
import type { Store } from '../storage/store.ts'

/** What routes work with. */
export interface RouteContext {
  readonly config: Config
  readonly store: Store
  readonly now: Clock
  /** The same, beside a clock that nobody can set. */
  readonly clock: SteadyClock
  readonly apps: Apps
  readonly events: Events
  readonly passwords: Passwords
  readonly lan: Lan
  /** The files of apps. */
  readonly trees: Trees
  readonly metrics: HubMetrics
}

export const ownerOnly = { access: 'owner' as const }
export const ownerDocs = { tags: ['owner'] }
export const accountOnly = { access: 'account' as const }
export const accountDocs = { tags: ['account'] }
