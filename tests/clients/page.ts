import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../helpers/imports.ts'

/** The code of a language on a page of the documentation, block by block. */
export function codeOn(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))
  return [...blocks].map(([, code = '']) => code)
}
