import type { Address } from '../../../server/api/schemas/hub.ts'

/** Where the files are, at one of the hub's addresses. */
export const webDavAddress = (hub: string) => below(hub, 'dav/')

/** An address that holds its key. */
export const plainAddress = (hub: string, key: string) => below(hub, `f/${key}`)

const below = (hub: string, path: string) => `${hub.replace(/(?<!\/)\/+$/, '')}/${path}`

/** A colon would end the user name on its way (RFC 7617). */
export const userNameOf = (deviceName: string) => deviceName.replaceAll(':', '-')

export const isOpen = (url: string) => url.startsWith('http://')

/** The address to begin with: apps that insist on HTTPS know no certificate of the hub's own. */
export function firstAddress(
  addresses: readonly Address[],
  httpsOnly: boolean,
): string | undefined {
  const fits = ({ url, pinned }: Address) => !isOpen(url) && !pinned
  return ((httpsOnly ? addresses.find(fits) : undefined) ?? addresses[0])?.url
}
