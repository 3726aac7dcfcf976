import type { Node } from '../diff/node.ts'
import { readKeyValue } from './key-value.ts'
import { readUserScript } from './user-script.ts'
import { readXmlPair } from './xml.ts'
import { readYaml } from './yaml.ts'

/** Longer texts are compared by lines: reading them would keep the page waiting. */
const longest = 4 * 1024 * 1024

/**
 * Two texts as trees, where both are in a format that has entries.
 * @param fileName says what the content alone does not: any text may be YAML
 * @returns undefined where lines are all there is
 */
export function readPair(
  before: string,
  after: string,
  fileName = '',
): readonly [Node, Node] | undefined {
  if (before.length + after.length > longest) return undefined
  try {
    if ([before, after].every((text) => /^\ufeff?\s*</.test(text)))
      return readXmlPair(before, after)
    if (/\.ya?ml$/i.test(fileName)) return [readYaml(before), readYaml(after)]
    return both(readUserScript, before, after) ?? both(readKeyValue, before, after)
  } catch {
    return undefined
  }
}

function both(
  read: (text: string) => Node | undefined,
  before: string,
  after: string,
): readonly [Node, Node] | undefined {
  const old = read(before)
  const now = old && read(after)
  return old && now && [old, now]
}
