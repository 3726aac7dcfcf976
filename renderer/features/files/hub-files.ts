import type { FileItem, FileUsage } from '../../../server/api/schemas/files.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { apiRoot } from '../../api/client.ts'
import { client, resource } from '../../state/hub.ts'

const part = encodeURIComponent
const filesOf = (app: string) => `/slots/${part(app)}/files`
const file = (app: string, path: string, below = '') => `${filesOf(app)}${below}?path=${part(path)}`

export interface Upload {
  path: string
  content: File
  deviceName: string
}

/** The calls about the files of an app. Only their own pages need them. */
export const fileCalls = {
  list: (app: string) => client.get<{ files: FileItem[]; usage: FileUsage }>(filesOf(app)),
  history: async (app: string, path: string) =>
    (await client.get<{ versions: Version[] }>(file(app, path, '/history'))).versions,
  restore: async (app: string, path: string, version: number) =>
    (await client.post<{ version: Version }>(file(app, path, `/history/${version}/restore`)))
      .version,
  content: (app: string, path: string, version: number) =>
    client.bytes(file(app, path, `/history/${version}/content`)),
  upload: (app: string, { path, content, deviceName }: Upload) => {
    const savedTs = new Date(content.lastModified).toISOString()
    const more = `&deviceName=${part(deviceName)}&savedTs=${part(savedTs)}`
    const to = file(app, path, '/content') + more
    return client.send<{ created: boolean }>(to, content, 'application/octet-stream', 'PUT')
  },
  /** Devices do not see it any more; its history stays. */
  remove: (app: string, path: string) => client.delete<object>(file(app, path)),
  removeForGood: (app: string, path: string) =>
    client.delete<object>(`${file(app, path)}&history=remove`),
}

/** What a page keeps of the files of an app; an event about one refreshes all but contents. */
export const fileResources = {
  list: (app: string) => resource(['files', app], () => fileCalls.list(app)),
  history: (app: string, path: string) =>
    resource(['files', app, path], () => fileCalls.history(app, path)),
  /** Of a version: named by what is in it, since the numbers begin anew after a removal. */
  content: (app: string, path: string, { version, contentId }: Version) => ({
    ...resource(['content', 'file', contentId], () => fileCalls.content(app, path, version)),
    // It may be large.
    gcTime: 60_000,
  }),
}

/** Addresses that the browser fetches by itself. */
export const fileLinks = {
  newest: (app: string, path: string) => apiRoot + file(app, path, '/content'),
  version: (app: string, path: string, version: number) =>
    apiRoot + file(app, path, `/history/${version}/content`),
}

/** Where the window shows files. A path stands behind the `?`: proxies take slashes in names apart. */
export const filePages = {
  list: (app: string, folder = '') =>
    `/apps/${part(app)}/files${folder === '' ? '' : `?folder=${part(folder)}`}`,
  file: (app: string, path: string) => `/apps/${part(app)}/files/history?path=${part(path)}`,
  compare: (app: string, path: string, older: number, newer: number) =>
    `/apps/${part(app)}/files/compare/${older}/${newer}?path=${part(path)}`,
}

/** The last name of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The folder that a path stands in; '' for the outermost. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
