import type { NewLink } from '../../../main/bridge.ts'

/** Which hub a new link is to be with, as far as it was typed. */
export interface HubWish {
  readonly kind: 'this' | 'other'
  readonly url: string
  readonly key: string
  readonly pin: string
}

export const thisHub: HubWish = { kind: 'this', url: '', key: '', pin: '' }

/** An address as somebody types it: the scheme may be left out. */
export function addressOf(text: string): string | undefined {
  const trimmed = text.trim()
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  const url = URL.parse(full)
  const isHub = url && /^https?:$/.test(url.protocol) && trimmed !== '' && !/\s/.test(trimmed)
  return isHub ? full : undefined
}

/** Whether it says enough to make a link. */
export const isWhole = ({ kind, url, key }: HubWish): boolean =>
  kind === 'this' || (addressOf(url) !== undefined && key.trim() !== '')

/** What the program is told of it; nothing for the hub in the program itself. */
export function hubOf({ kind, url, key, pin }: HubWish): Pick<NewLink, 'hub'> {
  const address = addressOf(url)
  if (kind === 'this' || address === undefined) return {}
  const trimmed = pin.trim()
  return { hub: { url: address, key: key.trim(), ...(trimmed && { pin: trimmed }) } }
}
