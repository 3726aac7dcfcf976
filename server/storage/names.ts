/*
 * Which names in a data folder are the hub's own. What has another name is somebody else's, such as
 * a copy that a person or a sync program made, and is left alone.
 */

const versionName = /^\d{1,15}-[\da-f]{8}\.version$/
const contentName = /^\d{1,15}-[\da-f]{8}\.content$/
const accountName = /^[\w-]{1,64}$/
/** The type of an app, as a module must have it. */
const appName = /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/

/** Whether a file in the folder of a slot is one of its versions. */
export const isVersionFile = (name: string): boolean => versionName.test(name)

/** Whether a file in the folder of a slot is the content of a version, apart from it. */
export const isContentFile = (name: string): boolean => contentName.test(name)

/** Whether a folder among the files of an app may be that of one. */
export const isFileFolder = (name: string): boolean => /^[\da-f]{40}$/.test(name)

/** Whether a folder in `slots` may be that of an account. */
export const isAccountFolder = (name: string): boolean => accountName.test(name)

/** Whether a folder of an account may be that of a slot. */
export const isSlotFolder = (name: string): boolean => appName.test(name)

/** Whether a file in `tls` is kept there by the hub. */
export const isTlsFile = (name: string): boolean => /^[a-z]+\.pem$/.test(name)

/** Whether a file in `db` is a document. */
export const isDocumentFile = (name: string): boolean => /^[a-z]+(-[a-z]+)*\.json$/.test(name)

/** Whether a path of a backup is one that a file of a data folder can have. */
export function isPlace(path: string): boolean {
  const [folder, ...rest] = path.split('/')
  const [first = '', second = '', third = '', ...more] = rest
  switch (folder) {
    case 'db':
      return rest.length === 1 && isDocumentFile(first)
    case 'tls':
      return rest.length === 1 && isTlsFile(first)
    case 'slots':
      if (!isAccountFolder(first) || !isSlotFolder(second)) return false
      if (third !== 'files') return more.length === 0 && isInSlot(third)
      if (more.length === 1) return more[0] === 'properties.json'
      return more.length === 2 && isFileFolder(more[0] ?? '') && isInSlot(more[1] ?? '')
    default:
      return false
  }
}

const isInSlot = (name: string) =>
  name === 'devices.json' || isVersionFile(name) || isContentFile(name)
