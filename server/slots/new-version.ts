import { looksEncrypted } from '../lib/looks-encrypted.ts'
import type { NewVersion, Settings } from '../storage/store.ts'
import type { Copy } from './rule.ts'
import { sizeOf } from './upload.ts'

export interface Arrival {
  readonly incoming: Copy
  /** It becomes the current one. */
  readonly applied: boolean
  readonly current: Copy | undefined
  readonly settings: Settings
  /** The stamp as the device sent it. */
  readonly savedTs: string
  readonly receivedAt: number
  /** The same moment on the hub's steady clock, where it came to this hub itself. */
  readonly steadyAt?: number
  readonly deviceName: string
}

/** What came in, as a version of its slot. */
export function newVersion(arrival: Arrival): NewVersion {
  const { incoming, applied, current, settings, ...told } = arrival
  const { contentId, savedAt, effectiveAt, future } = incoming
  // A copy never counts as less than the one it replaces, or re-sent ones could go in circles.
  const least = applied && current ? current.effectiveAt : effectiveAt
  return {
    ...{ contentId, savedAt, future, effectiveAt: Math.max(effectiveAt, least) },
    ...told,
    type: settings.type,
    size: sizeOf(settings.text),
    applied,
    encrypted: looksEncrypted(settings.text),
  }
}
