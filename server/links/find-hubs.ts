import { type FoundHub as Announced, discover } from '../../client/discover.ts'
import { addressOf } from '../../client/request.ts'
import type { FoundHub } from './link.ts'

/**
 * The hubs on this network but the one with this id. Takes about 2 s. Nothing of it is proved, so only
 * hubs that can prove themselves are offered; others have to be named by their address.
 */
export async function findHubs(
  ownId: string,
  search: () => Promise<readonly Announced[]> = discover,
): Promise<FoundHub[]> {
  const hubs = await search()
  return hubs.flatMap(({ id, name, url, txt }) => {
    const secure = id === ownId ? undefined : httpsOf(url, txt.https)
    return secure === undefined ? [] : [{ name, url: secure }]
  })
}

function httpsOf(address: string, port = ''): string | undefined {
  const url = URL.parse(address)
  if (!url || !/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return undefined
  url.protocol = 'https:'
  url.port = port
  return addressOf(url, '')
}
