import { readFileSync } from 'node:fs'
import { days } from '../server/lib/clock.ts'
import { filledState } from './filled-state.ts'
import type { UploadState } from './upload.ts'

/** What the load generator knows of the slots of one hub: their keys, and what they hold. */
export interface KnownSlots {
  readonly keys: readonly string[]
  stateOf(slot: number): UploadState
  /** Another content with a newer stamp; the slot is then known to hold it. */
  next(slot: number, size: number): UploadState
}

const known = new Map<string, KnownSlots>()

/** @param file holds the keys of all slots as a JSON list; it also names the hub */
export function slotsOf(file: string): KnownSlots {
  const slots = known.get(file) ?? readSlots(file)
  known.set(file, slots)
  return slots
}

function readSlots(file: string): KnownSlots {
  const changed = new Map<number, UploadState>()
  // Stamps only rise, and never reach the present.
  let savedAt = Date.now() - days(10)
  const stateOf = (slot: number) => changed.get(slot) ?? filledState(slot)
  return {
    keys: JSON.parse(readFileSync(file, 'utf8')),
    stateOf,
    next(slot, size) {
      savedAt += 1
      const state = { size, seed: stateOf(slot).seed + 1, savedAt }
      changed.set(slot, state)
      return state
    },
  }
}
