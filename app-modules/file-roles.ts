/**
 * What a manifest says of an app's files. A pattern is a name in which `*` stands for any characters.
 * Without a `/` it means a file of that name in any folder; with one, the whole path, name by name.
 */
export interface FileRules {
  readonly main?: string
  readonly family?: readonly string[]
  readonly scratch?: readonly string[]
}

/**
 * - `main`: it is the app's settings.
 * - `family`: one of many exports under changing names; the newest of them is the app's settings too.
 * - `scratch`: kept without a history, such as a lock.
 * - `plain`: any other file.
 */
export type FileRole = 'main' | 'family' | 'scratch' | 'plain'

/** What every app may leave behind: locks, halves of an upload, and what systems strew into folders. */
export const defaultScratch: readonly string[] = [
  '*.lock',
  'lock.json',
  '._*',
  '.DS_Store',
  '*.tmp*',
  '*.temp',
  '*.cache',
]

/** What a file is to its app, by its path. Upper and lower case differ, as in every path. */
export function roleOf(files: FileRules | undefined, path: string): FileRole {
  if (files?.main === path) return 'main'
  const fits = (pattern: string) => fitsPattern(path, pattern)
  if (defaultScratch.some(fits) || files?.scratch?.some(fits)) return 'scratch'
  return files?.family?.some(fits) ? 'family' : 'plain'
}

/** Whether a path fits a pattern. */
export function fitsPattern(path: string, pattern: string): boolean {
  const names = path.split('/')
  const patterns = pattern.split('/')
  if (patterns.length === 1) return fitsName(names.at(-1) ?? '', pattern)
  if (patterns.length !== names.length) return false
  return patterns.every((each, at) => fitsName(names[at] ?? '', each))
}

/**
 * Looks for the parts between the `*` from left to right. Taking the first place for each is enough,
 * so nothing is ever tried twice.
 */
function fitsName(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return name === pattern
  if (!name.startsWith(first)) return false
  let from = first.length
  for (const part of others) {
    const at = name.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return name.length - last.length >= from && name.endsWith(last)
}
