import { refresh } from '../../state/hub.ts'
import type { SlotActions } from '../history/slot-actions.ts'
import { fileCalls, fileLinks, filePages } from './hub-files.ts'

/** What can be done with the versions of a file. */
export const fileActions = (app: string, path: string): SlotActions => ({
  id: `${app}/${path}`,
  comparePath: (older, newer) => filePages.compare(app, path, older, newer),
  download: (version) => fileLinks.version(app, path, version),
  makeCurrent: ({ version, mark }) =>
    mark === 'deleted' ? fileCalls.remove(app, path) : fileCalls.restore(app, path, version),
  refresh: () => refresh.files(app),
})
