import type { LinkView } from '../../../server/links/link.ts'
import type { Tone } from '../../ui/notice.tsx'

/** How a state is shown beside its words. */
export const toneOf: Readonly<Record<LinkView['state'], Tone>> = {
  'in-step': 'good',
  syncing: 'info',
  asking: 'warning',
  'waiting-for-file': 'warning',
  'hub-is-newer': 'warning',
  retrying: 'warning',
  stopped: 'bad',
  paused: 'info',
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  return parts.at(-1) ?? path
}

/** Where a file is, without its name. */
export function folderOf(path: string): string {
  const folder = path.replace(/[\\/]+$/, '').slice(0, -fileName(path).length)
  return folder.length > 1 ? folder.replace(/[\\/]$/, '') : folder
}

/** Whether sending the file puts something newer aside, so that it is asked for once. */
export const sendsOlder = ({ state }: Pick<LinkView, 'state'>): boolean => state === 'hub-is-newer'

/** Which hub a link is with; undefined for the one in this program. */
export function otherHub({ hub }: Pick<LinkView, 'hub'>): string | undefined {
  if (hub.kind === 'this') return undefined
  return hub.name ?? URL.parse(hub.url)?.host ?? hub.url
}
