import { leafOf, type Node } from '../diff/node.ts'

const head =
  /^\/\/ ==User(?:Script|Style)==\r?\n([\s\S]{0,50000}?)^\/\/ ==\/User(?:Script|Style)==/m

/** A userscript: what its head says, and its code. @returns undefined for what is none */
export function readUserScript(text: string): Node | undefined {
  const found = head.exec(text)
  if (!found) return undefined
  const fields = new Map<string, Node>()
  for (const line of (found[1] ?? '').split(/\r?\n/)) {
    const [, key, value = ''] = /^\/\/\s*@([\w:-]+)\s*(.*)$/.exec(line) ?? []
    if (key === undefined) continue
    const before = fields.get(key)
    if (before?.kind === 'list') (before.items as Node[]).push(leafOf(value.trim()))
    // Of these there are often several.
    else if (/^(?:match|include|exclude|require|grant|connect)$/.test(key)) {
      fields.set(key, { kind: 'list', items: [leafOf(value.trim())] })
    } else fields.set(key, leafOf(value.trim()))
  }
  fields.set('code', leafOf(text.slice(found.index + found[0].length).trim()))
  return { kind: 'fields', fields }
}
