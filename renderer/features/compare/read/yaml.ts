import { parseDocument } from 'yaml'
import { type Node, parseNode } from '../diff/node.ts'

/** Names stand for parts said elsewhere; more of them than this are a trap. */
const mostAliases = 200

/** A YAML text as a tree. @throws Error for what is none, or no settings */
export function readYaml(text: string): Node {
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
  if (document.errors.length > 0) throw document.errors[0] as Error
  const value: unknown = document.toJS({ maxAliasCount: mostAliases })
  if (typeof value !== 'object' || value === null) throw new Error('It holds no settings.')
  return parseNode(JSON.stringify(value))
}
