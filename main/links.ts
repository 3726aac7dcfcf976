import { type Links, openLinks } from '../server/links/links.ts'
import type { HubApi } from './hub/hub-api.ts'
import type { Base } from './program.ts'

/** What became of the linked files at the start. */
export interface OpenedLinks {
  readonly links: Links | undefined
  /** In words; the hub goes on without them. */
  readonly problem: string | undefined
}

/** Sets the linked files to work, with this hub and with others. */
export async function setUpLinks(
  { places, status, log, now, texts }: Base,
  hub: { readonly url: string; readonly api: Pick<HubApi, 'newKey' | 'revokeKey'> },
  onChange: () => void,
): Promise<OpenedLinks> {
  try {
    const links = await openLinks({
      file: places.links,
      thisHub: {
        url: () => hub.url,
        newKey: (app, name) => hub.api.newKey(app, name),
        revokeKey: (id) => hub.api.revokeKey(id),
      },
      now,
      log,
      onChange(views) {
        status.set({ links: views })
        onChange()
      },
    })
    status.set({ links: links.list() })
    return { links, problem: links.problem }
  } catch (err) {
    log.error({ err }, 'the linked files could not be opened')
    return { links: undefined, problem: texts.t('linksFailed') }
  }
}
