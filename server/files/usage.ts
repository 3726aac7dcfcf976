import { sizeText } from '../lib/config-values.ts'
import { HubError } from '../lib/errors.ts'
import type { TreeContext } from './tree-context.ts'

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
    refused: left < fileSize ? isFull() : tooLarge(fileSize),
  }
}

/**
 * Keeps room for a file that has arrived until it is stored, so that uploads beside each other do
 * not take the same room. @returns what gives it back. @throws HubError `quota_reached`
 */
export async function reserveRoom(context: TreeContext, size: number): Promise<() => void> {
  const { id, reserved } = context
  const { left, isFull } = await roomFor(context)
  const taken = reserved.get(id.accountId) ?? 0
  if (size > left - taken) throw isFull()
  reserved.set(id.accountId, taken + size)
  return () => {
    const rest = (reserved.get(id.accountId) ?? 0) - size
    if (rest > 0) reserved.set(id.accountId, rest)
    else reserved.delete(id.accountId)
  }
}

const tooLarge = (limit: number) => new HubError('file_too_large', { limit: sizeText(limit) })
