import { leafOf, type Node } from '../diff/node.ts'

const line = /^([^\s=:#;[\]][^=:]{0,200}?)\s*[=:]\s?(.*)$/
const section = /^\[([^\]]{1,200})\]$/

/** Lines of `key=value`, in sections where there are any. @returns undefined where a line is neither */
export function readKeyValue(text: string): Node | undefined {
  const root = new Map<string, Node>()
  let fields = root
  let found = 0
  for (const raw of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const trimmed = raw.trim()
    if (trimmed === '' || /^[#;!]/.test(trimmed)) continue
    const name = section.exec(trimmed)?.[1]
    if (name !== undefined) {
      // One place for two things would hide a change of one of them.
      if (root.has(name)) return undefined
      fields = new Map()
      root.set(name, { kind: 'fields', fields })
      continue
    }
    const [, key, value = ''] = line.exec(trimmed) ?? []
    // A key twice has two values: only the lines tell that.
    if (key === undefined || fields.has(key)) return undefined
    fields.set(key, leafOf(value))
    found += 1
  }
  return found > 1 ? { kind: 'fields', fields: root } : undefined
}
