import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'

/** All that the files of a bundle load by a fixed name, and what of it is not Node's or their own. */
export function importsOfBundle(folder: string) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'))
  const all = files.flatMap((file) => importsOf(readFileSync(join(folder, file), 'utf8')))
  const isThere = (name: string) =>
    name.startsWith('node:') ||
    builtinModules.includes(name) ||
    (name.startsWith('./') && files.includes(name.slice(2)))
  return { all, foreign: [...new Set(all)].filter((name) => !isThere(name)).sort() }
}

/** Packages also write code that loads something, as text. */
const importsOf = (code: string): string[] => {
  const loads = /(?<![`'"])\b(?:from|import|import\(|__require\()\s*["'`]([\w@:./-]+)["'`]/g
  return [...code.matchAll(loads)].map(([, name = '']) => name)
}
