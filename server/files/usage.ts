import { sizeText } from '../lib/config-values.ts'
import { HubError } from '../lib/errors.ts'
import type { TreeContext, Underway } from './tree-context.ts'

/** How much the files of an account take up with their histories, and how much more fits; in bytes. */
export async function usageOf({ store, id, limits }: TreeContext) {
  const used = await store.slots.filesSize(id.accountId)
  const free = Math.min(limits.quota - used, await store.freeSpace())
  return { used, free: Math.max(0, free) }
}

/** How large one more file may be. @throws HubError `quota_reached` where there is no room at all */
export async function roomFor({ store, id, limits }: TreeContext) {
  const { fileSize, quota } = limits
  const isFull = () => new HubError('quota_reached', { limit: sizeText(quota) })
  const left = quota - (await store.slots.filesSize(id.accountId))
  if (left <= 0) throw isFull()
  return {
    left,
    isFull,
    most: Math.min(fileSize, left),
    /** What is wrong with a file that is larger. */
    refused: left < fileSize ? isFull : () => tooLarge(fileSize),
  }
}

/**
 * Takes room for an upload as it comes, so that those beside each other do not take the same room.
 * The one that began first goes on; others are refused as soon as all of them do not fit.
 */
export async function takeRoom(context: TreeContext) {
  const { id, underway } = context
  const { left, most, isFull, refused } = await roomFor(context)
  const own: Underway = { bytes: 0 }
  const all = underway.get(id.accountId) ?? new Set()
  underway.set(id.accountId, all.add(own))
  const refuseBeyond = (room: number) => {
    const [first] = all
    const taken = [...all].reduce((sum, { bytes }) => sum + bytes, 0)
    if ((first === own ? own.bytes : taken) > room) throw isFull()
  }
  return {
    most,
    refused,
    take(bytes: number) {
      own.bytes += bytes
      if (own.bytes <= most) refuseBeyond(left)
    },
    /** Others may have been stored meanwhile. */
    async checkAgain() {
      if (own.bytes > 0) refuseBeyond((await roomFor(context)).left)
    },
    giveBack() {
      all.delete(own)
      if (all.size === 0 && underway.get(id.accountId) === all) underway.delete(id.accountId)
    },
  }
}

const tooLarge = (limit: number) => new HubError('file_too_large', { limit: sizeText(limit) })
