import { appTree } from './app-tree.ts'
import type { AppTree } from './tree-context.ts'

/** An app's settings, as the file that they are, whether or not its module names one. */
export function settingsTree(tree: AppTree): { readonly tree: AppTree; readonly path: string } {
  const { context } = tree
  const main = context.rules?.main
  if (main !== undefined) return { tree, path: main }
  const path = 'settings'
  return { tree: appTree({ ...context, rules: { ...context.rules, main: path } }), path }
}
