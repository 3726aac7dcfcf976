import type { FirstContact } from '../../app-modules/manifest.ts'
import type { Version } from '../storage/store.ts'
import type { Conflict } from './conflicts.ts'
import type { Merging } from './parting.ts'
import type { PerDevice } from './per-device.ts'
import type { Action } from './rule.ts'
import type { IncomingSettings } from './upload.ts'

export interface SyncRequest {
  readonly accountId: string
  readonly app: string
  readonly keyId: string
  readonly firstContact: FirstContact
  readonly deviceName: string
  /** The stamp as sent, and its instant in ms. */
  readonly savedTs: string
  readonly savedAt: number
  readonly settings: IncomingSettings
  /** Whether two texts say the same: they may differ in what no person has changed. */
  readonly same?: ((one: string, other: string) => boolean) | undefined
  /** How to merge what does not conflict; without it the newest wins. */
  readonly merging?: Merging | undefined
  /** What stays on each device, where a person has marked anything. */
  readonly perDevice?: PerDevice | undefined
}

export interface SyncAnswer {
  readonly action: Action
  /** The newest settings, as JSON text in the type of the request. */
  readonly data: string
  /** The version that the device holds from now on. */
  readonly version: Version
  /** The version that this sync added to the slot, applied or not; of two the one that is current. */
  readonly added?: Version
  /** The slot had never seen the device. */
  readonly isNewDevice: boolean
  /** This upload and another one were made at the same time. */
  readonly conflict?: Conflict
}
