import type { Access } from './access.ts'

/** By whether the caller is known, and by which name the hub was called. */
const accessRefusals: Readonly<Record<Access, readonly number[]>> = {
  anyone: [421],
  key: [401, 403, 429],
  door: [401, 403, 421, 429],
  address: [401, 403, 421, 429],
  account: [401, 421, 429],
  owner: [401, 403, 421, 429],
  control: [401, 421],
  metrics: [401, 421, 429],
}

/** The statuses with which the hub refuses on its own, whatever the route does. */
export function commonRefusals(access: Access, method: string): number[] {
  // Any request may be malformed or slow, and any may find the hub stopping or in trouble.
  const always = [400, 408, 500, 503]
  const changes = method !== 'GET'
  const crossSite = changes && !['key', 'door', 'address'].includes(access) ? [403] : []
  // Whether or not the route wants a body, one may have been sent.
  return [...always, ...accessRefusals[access], ...crossSite, ...(changes ? [413, 415] : [])]
}
