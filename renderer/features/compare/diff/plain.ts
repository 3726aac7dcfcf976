import { type Node, parseNode, write } from './node.ts'

/** Text without its quotes, unless it would look like something else or like nothing. */
export function plain(node: Node): string {
  if (node.kind !== 'leaf') return write(node)
  if (typeof node.value !== 'string') return node.text
  const misleading = /^(?:\s*|true|false|null|-?\d+(?:\.\d+)?)$/.test(node.value)
  return misleading ? node.text : node.value
}

/** The same of the text of a value; a text that is no JSON stays as it is. */
export function plainText(text: string): string {
  try {
    return plain(parseNode(text))
  } catch {
    return text
  }
}
