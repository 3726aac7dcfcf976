import type { PairingRequest as PairingAnswer } from '../server/api/schemas/pairing.ts'
import type { LinkView } from '../server/links/link.ts'
import type { DesktopState, UpdateState } from './bridge.ts'

/** A device that asks for a key. */
export type PairingRequest = Pick<PairingAnswer, 'id' | 'deviceName' | 'app' | 'code'>

/** Something that a person should know of; `key` is the same as long as it is the same thing. */
export interface Problem {
  readonly key: string
  /** What happened and what to do, in a sentence or two. */
  readonly text: string
}

export interface LastSync {
  readonly device: string
  /** The name of the app, such as Obtainium. */
  readonly app: string
  readonly at: number
}

/** Settings of the person at this computer that became much smaller at once. */
export interface Shrink {
  readonly app: string
  readonly appName: string
  readonly deviceName: string
  /** In bytes. */
  readonly before: number
  readonly after: number
  /** The version to go back to, and the one that took its place. */
  readonly replaced: number
  readonly version: number
}

/** Two devices of the person at this computer changed at the same time, and nobody has merged it. */
export interface Conflict {
  readonly app: string
  readonly appName: string
  /** The number of the upload that came later. */
  readonly version: number
  /** Whose changes are not in use, and whose are. */
  readonly unused: string
  readonly used: string
}

/** All that the tray shows and the notifications tell, as it is now. */
export interface Status {
  /** The best address for another device, or for this computer where there is none. */
  readonly address: string
  readonly lan: boolean
  readonly paused: boolean
  readonly problems: readonly Problem[]
  readonly lastSync: LastSync | undefined
  readonly pairings: readonly PairingRequest[]
  readonly conflicts: readonly Conflict[]
  readonly startAtLogin: DesktopState['startAtLogin']
  readonly updates: UpdateState
  readonly links: readonly LinkView[]
}

export type Mood = 'running' | 'lan-off' | 'attention' | 'paused'

/** What the icon shows: what needs a person goes first. */
export function moodOf({ problems, paused, lan }: Status): Mood {
  if (problems.length > 0) return 'attention'
  if (paused) return 'paused'
  return lan ? 'running' : 'lan-off'
}
