import type { Slot } from '../storage/store.ts'
import { neededFor, openConflicts } from './conflicts.ts'

/** What no policy removes: the current version, what each device last had, and what is to be merged. */
export async function heldNumbers(slot: Slot): Promise<Set<number>> {
  const [versions, current, devices, dismissed] = await Promise.all([
    slot.versions(),
    slot.current(),
    slot.devices(),
    slot.dismissed(),
  ])
  const held = new Set(devices.flatMap(({ holds, sent }) => [holds, sent]))
  for (const number of neededFor(openConflicts(versions, dismissed))) held.add(number)
  if (current) held.add(current.number)
  return held
}
