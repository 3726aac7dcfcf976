import { sizeText } from '../lib/config-values.ts'
import { HubError } from '../lib/errors.ts'
import type { TreeContext } from './tree-context.ts'

/** How much the files of an account take up with their histories, and how much more fits; in bytes. */
export async function usageOf({ store, id, limits }: TreeContext) {
  const apps = await store.slots.list(id.accountId)
  const sizes = await Promise.all(apps.map(async (app) => (await store.slots.files(app)).size))
  const used = sizes.reduce((sum, size) => sum + size, 0)
  const free = Math.min(limits.quota - used, await store.freeSpace())
  return { used, free: Math.max(0, free) }
}

/** How large one more file may be. @throws HubError `quota_reached` where there is no room at all */
export async function roomFor(context: TreeContext) {
  const { used } = await usageOf(context)
  const { fileSize, quota } = context.limits
  const isFull = () => new HubError('quota_reached', { limit: sizeText(quota) })
  const left = quota - used
  if (left <= 0) throw isFull()
  return {
    most: Math.min(fileSize, left),
    /** What is wrong with a file that is larger. */
    refused: left < fileSize ? isFull() : tooLarge(fileSize),
  }
}

const tooLarge = (limit: number) => new HubError('file_too_large', { limit: sizeText(limit) })
