import { discover } from '../../client/discover.ts'

/** A hub that a file can be linked with. */
export interface LinkableHub {
  readonly name: string
  readonly url: string
}

/** The hubs on this network but the one with this id. Takes about 2 s; nothing of it is proved. */
export async function findHubs(ownId: string): Promise<LinkableHub[]> {
  const hubs = await discover()
  return hubs.filter(({ id }) => id !== ownId).map(({ name, url }) => ({ name, url }))
}
