import { Agent } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { ChildHub } from './child-hub.ts'
import { RefusedError, type Slot, sender } from './writers.ts'

/** What is known of a key by those who had it rotated. */
export interface KnownKey {
  /** Every text that was answered, the newest last. */
  readonly texts: string[]
  /** A new text was asked for, and no answer came. */
  isOpen: boolean
}

/** Gives every key new texts without a rest, and kills the hub a moment after each has one. */
export async function rotateUntilKilled(
  hub: ChildHub,
  slots: readonly Slot[],
  ms: number,
): Promise<Map<string, KnownKey>> {
  const agent = new Agent({ keepAlive: true })
  const send = sender(hub.url, agent)
  const known = new Map(slots.map(({ keyId }) => [keyId, { texts: [], isOpen: false } as KnownKey]))
  const rotate = async ([id, key]: [string, KnownKey]) => {
    for (;;) {
      key.isOpen = true
      const path = `/api/v1/keys/${id}/rotate`
      const { text } = await send<{ text: string }>('POST', path, hub.token, {})
      key.texts.push(text)
      key.isOpen = false
    }
  }
  const all = Promise.allSettled([...known].map(rotate))
  const isRotated = () => [...known.values()].every(({ texts }) => texts.length > 0)
  await expect.poll(isRotated, { timeout: 10_000, interval: 2 }).toBe(true)
  await wait(ms)
  await hub.kill()
  for (const result of await all) {
    if (result.status === 'rejected' && result.reason instanceof RefusedError) throw result.reason
  }
  agent.destroy()
  return known
}
