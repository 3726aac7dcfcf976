import { createHubEnd, type HubEnd, type HubEndFor } from './hub-end.ts'
import { LinkError } from './link-error.ts'
import type { StoredLink } from './links-file.ts'
import type { NewKey } from './new-link.ts'

/** The hub that runs in the same program. */
export interface ThisHub {
  /** Its address on this machine, such as http://127.0.0.1:9693; asked anew for every request. */
  url(): string
  /** Makes a key of the owner's for an app. */
  newKey(app: string, name: string): Promise<NewKey>
  /** Ends a key that was made so. */
  revokeKey(id: string): Promise<void>
}

/** Opens the hub of a link. @throws LinkError, or SyncError for an address or a fingerprint that is none */
export function openHubOf(
  { hub, ...link }: StoredLink,
  thisHub?: Pick<ThisHub, 'url'>,
  hubEnd: HubEndFor = createHubEnd,
): HubEnd {
  if (hub.kind === 'other') return hubEnd({ ...link, url: () => hub.url, pin: hub.pin })
  if (!thisHub) throw new LinkError('No hub runs in this program.', 409)
  return hubEnd({ ...link, url: () => thisHub.url() })
}
