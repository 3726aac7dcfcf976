/* Paths in a tree of files: names joined by `/`, without one at either end; '' is the root. */

/** The folder that a path stands in; '' for the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Whether a path is another one or stands somewhere below it. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`)
