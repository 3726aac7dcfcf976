import { createEmitter, type Emitter } from '../lib/emitter.ts'
import type { Conflict, ConflictStatus } from '../slots/conflicts.ts'
import type { Action } from '../slots/rule.ts'
import type { SlotId, Version } from '../storage/store.ts'

/** What a device says of itself when it asks to pair. */
interface PairingAsked {
  readonly deviceName: string
  readonly app: string
}

/** Something that somebody who watches would want to know; never settings or secrets. */
export type HubEvent =
  | {
      readonly kind: 'slot'
      readonly accountId: string
      readonly app: string
      /** The number of the version that is new in the slot. */
      readonly version: number
      readonly deviceName: string
      readonly action: Action | 'restored' | 'merged'
    }
  /** Two devices changed at the same time; or somebody has merged or dismissed that. */
  | {
      readonly kind: 'conflict'
      readonly accountId: string
      readonly app: string
      /** The number of the upload that came later. */
      readonly version: number
      readonly deviceName: string
      readonly otherDevice: string
      /** Which of the two is in use. */
      readonly used: 'this' | 'other'
      readonly status: ConflictStatus
    }
  | {
      readonly kind: 'device'
      readonly accountId: string
      readonly app: string
      readonly name: string
      /** It was never seen before in this app. */
      readonly isNew?: boolean
    }
  /** A file of an app was stored, deleted or brought back, or a folder was made. */
  | {
      readonly kind: 'file'
      readonly accountId: string
      readonly app: string
      readonly path: string
      readonly version: number
      readonly deviceName: string
      readonly action: 'stored' | 'deleted' | 'restored'
    }
  | { readonly kind: 'keys'; readonly accountId: string }
  | { readonly kind: 'session'; readonly accountId: string; readonly sessionIds: readonly string[] }
  /** A device asks to pair, or is no longer waiting. */
  | { readonly kind: 'pairing'; readonly asked?: { readonly id: string } & PairingAsked }
  | { readonly kind: 'hub' }

export type Events = Emitter<HubEvent>

export const createEvents = (onError: (error: unknown) => void): Events => createEmitter(onError)

/** Tells that a slot has a new version. */
export const tellSlot = (
  events: Events,
  id: SlotId,
  version: Version,
  action: Action | 'restored' | 'merged',
): void =>
  events.emit({
    kind: 'slot',
    accountId: id.accountId,
    app: id.app,
    version: version.number,
    deviceName: version.deviceName,
    action,
  })

/** Tells that a file has a new version. */
export function tellFile(events: Events, id: SlotId & { path: string }, version: Version): void {
  const { accountId, app, path } = id
  const { number, deviceName, mark, restored } = version
  const action = mark === 'deleted' ? 'deleted' : restored === undefined ? 'stored' : 'restored'
  events.emit({ kind: 'file', accountId, app, path, version: number, deviceName, action })
}

/** Tells that a device was seen, or forgotten. */
export const tellDevice = (events: Events, id: SlotId, name: string, isNew: boolean): void =>
  events.emit({ kind: 'device', accountId: id.accountId, app: id.app, name, isNew })

/** Tells of two devices that changed at the same time, and of what became of it. */
export function tellConflict(events: Events, { accountId, app }: SlotId, conflict: Conflict): void {
  const { version, other, used, status } = conflict
  events.emit({
    kind: 'conflict',
    ...{ accountId, app, status },
    version: version.number,
    deviceName: version.deviceName,
    otherDevice: other.deviceName,
    used: used.number === version.number ? 'this' : 'other',
  })
}
