import { open } from 'node:fs/promises'

/**
 * Makes a new name in a folder outlive a power cut; where folders cannot be synced, the system sees to
 * it by itself. For files outside the store, which is stricter.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
