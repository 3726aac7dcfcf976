import { hash } from 'node:crypto'
import { isoTime } from '../lib/clock.ts'
import { looksEncrypted } from '../lib/looks-encrypted.ts'
import { clockTolerance, type Moment } from '../lib/steady-clock.ts'
import { makeRoomForVersion } from '../slots/retention.ts'
import { rankAgain } from '../slots/rule.ts'
import type { Mark, NewVersion, Received, SlotWriter, Version } from '../storage/store.ts'

export interface Arrived {
  readonly deviceName: string
  /** As the client says it, in ms. */
  readonly modifiedAt?: number | undefined
  /** When what is copied here was changed at its source, in ms. */
  readonly sourceAt?: number | undefined
  readonly moment: Moment
  readonly content: Received | Mark
}

const nothing = { type: 'text', text: '' } as const
const contentIdOfNothing = hash('sha256', '')

/**
 * Keeps what came in as the current version of a file. A client of a door has decided by itself, so
 * it is current whatever its time says. @returns undefined where nothing is new
 */
export async function writeFile(slot: SlotWriter, arrived: Arrived): Promise<Version | undefined> {
  const { content, deviceName, moment, modifiedAt } = arrived
  const current = await slot.current()
  const { now, steady } = moment
  const mark = typeof content === 'string' ? content : undefined
  const contentId = typeof content === 'string' ? contentIdOfNothing : content.contentId
  const isSame = current?.contentId === contentId && current.mark === mark
  if (isSame && (modifiedAt === undefined || modifiedAt === current?.savedAt)) return undefined
  const savedAt = modifiedAt ?? (await timeOfCopy(slot, arrived)) ?? later(now, current)
  // One that is dated ahead must not keep others from being newer.
  const least = current ? rankAgain(current, moment).effectiveAt + 1 : -Infinity
  const version: NewVersion = {
    deviceName,
    savedTs: isoTime(savedAt),
    savedAt,
    effectiveAt: Math.max(Math.min(savedAt, now), least),
    future: savedAt > now + clockTolerance,
    receivedAt: now,
    steadyAt: steady,
    contentId,
    applied: true,
    ...(typeof content === 'string'
      ? { type: 'text', size: 0, mark: content }
      : { type: content.type, size: content.size, ...encrypted(content) }),
  }
  await makeRoomForVersion(slot)
  const written = await slot.append(version, typeof content === 'string' ? nothing : content)
  // What was only a place for content to come is no part of the history.
  if (current?.mark === 'empty') await slot.remove(new Set([current.number]))
  return written
}

/** A copy keeps the time of its source, unless it would be taken for another version by it. */
async function timeOfCopy(slot: SlotWriter, { sourceAt }: Arrived): Promise<number | undefined> {
  if (sourceAt === undefined) return undefined
  const versions = await slot.versions()
  const isTaken = versions.some(({ savedAt }) => inSeconds(savedAt) === inSeconds(sourceAt))
  return isTaken ? undefined : sourceAt
}

const inSeconds = (ms: number) => Math.floor(ms / 1_000)

/** Clients tell versions apart by a time in seconds. */
function later(now: number, current: Version | undefined): number {
  if (!current) return now
  return Math.max(now, (inSeconds(current.savedAt) + 1) * 1_000)
}

const encrypted = ({ type, bytes }: Received) =>
  type === 'text' && bytes ? { encrypted: looksEncrypted(Buffer.from(bytes).toString()) } : {}
