import { join } from 'node:path'
import { Language, type Node, Parser } from 'web-tree-sitter'
import { root } from '../helpers/imports.ts'

const grammars = join(root, 'node_modules/tree-sitter-wasms/out')

/** A check of the syntax of a language: where a text is not of it, with the line. */
export async function syntaxOf(language: 'dart' | 'kotlin' | 'swift') {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(join(grammars, `tree-sitter-${language}.wasm`)))
  return (text: string): string[] => {
    const tree = parser.parse(text)
    return tree ? faults(tree.rootNode, text.split('\n')) : ['it was not parsed']
  }
}

function faults(node: Node, lines: readonly string[]): string[] {
  const line = node.startPosition.row
  if (node.isError || node.isMissing) return [`${line + 1}: ${lines[line]?.trim()}`]
  if (!node.hasError) return []
  return node.children.flatMap((child) => (child ? faults(child, lines) : []))
}
