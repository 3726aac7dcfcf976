import type { Access } from '../http/access.ts'

/** As much of a route as decides by which statuses it is refused. */
export interface Refusable {
  readonly access: Access
  readonly method: string
  readonly takesBody: boolean
}

/** By whom the caller is known or not known. */
const accessRefusals: Readonly<Record<Access, readonly number[]>> = {
  anyone: [421],
  key: [401, 403, 429],
  account: [401, 421],
  owner: [401, 403, 421],
  control: [401, 421],
}

/** The statuses with which the hub refuses on its own, before or after a route does its work. */
export function commonRefusals({ access, method, takesBody }: Refusable): number[] {
  // Any request may be malformed or slow, and any may find the hub stopping or in trouble.
  const always = [400, 408, 500, 503]
  const crossSite = method !== 'GET' && access !== 'key' ? [403] : []
  return [...always, ...accessRefusals[access], ...crossSite, ...(takesBody ? [413, 415] : [])]
}
