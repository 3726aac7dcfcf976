import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a script of package.json hands to Node, so that it can be run from any folder. */
export function scriptArguments(tree: string, script: 'start' | 'sxncd'): string[] {
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'))
  const [, ...words] = (scripts[script] as string).split(' ')
  return words.map((word) => {
    if (word.startsWith('-')) return word
    const path = join(tree, word)
    // What is imported first is named as in an import.
    return word.startsWith('./') ? pathToFileURL(path).href : path
  })
}
