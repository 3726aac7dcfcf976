import { join } from 'node:path'

/**
 * The path of something in a folder. Each name must be one plain name, so that no name, wherever it
 * came from, leads out of the folder: no separators, no `..`, no drive or stream of Windows.
 * @throws Error for any other name
 */
export function inside(folder: string, ...names: readonly string[]): string {
  const wrong = names.find((name) => !isPlainName(name))
  if (wrong === undefined) return join(folder, ...names)
  throw new Error(`${JSON.stringify(wrong.slice(0, 100))} is not the name of a file or folder.`)
}

/** The same for a relative path with `/`, such as an entry of a zip has. */
export const insidePath = (folder: string, path: string): string =>
  inside(folder, ...path.split('/'))

export const isPlainName = (name: string): boolean =>
  name !== '' && name.length <= 255 && !/^\.{1,2}$|[\\/:\0]/.test(name)
