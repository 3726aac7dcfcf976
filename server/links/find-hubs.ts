import { discover } from '../../client/discover.ts'
import type { FoundHub } from './link.ts'

/** The hubs on this network but the one with this id. Takes about 2 s; nothing of it is proved. */
export async function findHubs(ownId: string): Promise<FoundHub[]> {
  const hubs = await discover()
  return hubs.filter(({ id }) => id !== ownId).map(({ name, url }) => ({ name, url }))
}
