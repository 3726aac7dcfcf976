import { leafOf, type Node } from '../diff/node.ts'

const head =
  /^\/\/ ==User(?:Script|Style)==\r?\n([\s\S]{0,50000}?)^\/\/ ==\/User(?:Script|Style)==/m

/** A userscript: what its head says, and its code. @returns undefined for what is none */
export function readUserScript(text: string): Node | undefined {
  const found = head.exec(text)
  if (!found) return undefined
  const fields = new Map<string, Node>()
  for (const [key, values] of headOf(found[1] ?? '')) {
    const [only, ...more] = values.map(leafOf)
    if (only && more.length === 0 && !several.test(key)) fields.set(key, only)
    else fields.set(key, { kind: 'list', items: values.map(leafOf) })
  }
  fields.set('code', leafOf(text.slice(found.index + found[0].length).trim()))
  return { kind: 'fields', fields }
}

/** Of these there are often several, so that one alone is a list too. */
const several = /^(?:match|include|exclude|require|grant|connect)$/

function headOf(text: string): Map<string, string[]> {
  const all = new Map<string, string[]>()
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ''] = /^\/\/\s*@([\w:-]+)\s*(.*)$/.exec(line) ?? []
    if (key === undefined) continue
    const values = all.get(key)
    if (values) values.push(value.trim())
    else all.set(key, [value.trim()])
  }
  return all
}
