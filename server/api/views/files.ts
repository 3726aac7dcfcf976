import type { FilesSummary } from '../../files/summary.ts'
import { isoTime } from '../../lib/clock.ts'
import type { FileHead } from '../../storage/store.ts'
import type { FileItem } from '../schemas/files.ts'
import type * as slots from '../schemas/slots.ts'

export function fileView({ path, current, versions, stored }: FileHead): FileItem {
  const { mark } = current
  return {
    path,
    kind: mark === 'folder' ? 'folder' : 'file',
    size: current.size,
    contentId: mark === 'folder' ? '' : current.contentId,
    modifiedAt: isoTime(current.savedAt),
    receivedAt: isoTime(current.receivedAt),
    deviceName: current.deviceName,
    version: current.number,
    versions,
    historySize: stored,
    deleted: mark === 'deleted',
  }
}

export const filesSummaryView = ({ newest, ...counts }: FilesSummary): slots.FilesSummary => ({
  ...counts,
  ...(newest && { lastChange: { at: isoTime(newest.receivedAt), deviceName: newest.deviceName } }),
})
