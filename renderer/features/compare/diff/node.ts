/** A JSON value with every number as it was written, so that 12345678901234567890 stays itself. */
export type Node = Leaf | List | Fields

export interface Leaf {
  readonly kind: 'leaf'
  readonly value: string | number | boolean | null
  /** As JSON writes it. */
  readonly text: string
  /** Equal for equal values, such as 1.0 and 1. */
  readonly same: string
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

export interface Fields {
  readonly kind: 'fields'
  readonly fields: ReadonlyMap<string, Node>
}

/** Newer runtimes tell how a number was written; TypeScript's library does not know yet. */
type Reviver = (key: string, value: unknown, context?: { source?: string }) => Node
const parse = JSON.parse as (text: string, reviver: Reviver) => Node

/** @throws SyntaxError for a text that is not JSON */
export function parseNode(text: string): Node {
  // A byte order mark may lead an exported file.
  return parse(text.replace(/^\ufeff/, ''), (_key, value, context) => {
    if (Array.isArray(value)) return { kind: 'list', items: value as Node[] }
    if (typeof value === 'object' && value !== null) {
      return { kind: 'fields', fields: new Map(Object.entries(value as Record<string, Node>)) }
    }
    const leaf = value as Leaf['value']
    const written = typeof leaf === 'number' ? context?.source : undefined
    const text = written ?? JSON.stringify(leaf)
    return { kind: 'leaf', value: leaf, text, same: written ? plainNumber(written) : text }
  })
}

/** A text as a value. */
export function leafOf(value: string): Leaf {
  const text = JSON.stringify(value)
  return { kind: 'leaf', value, text, same: text }
}

/** A number without what does not change its value; no digit is lost, however many there are. */
function plainNumber(text: string): string {
  const [, sign = '', whole = '', part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  const digits = (whole + part).replace(/^0+/, '')
  let end = digits.length
  // Not by an expression: on a number of a million digits it would look at each of them again.
  while (digits[end - 1] === '0') end -= 1
  const short = digits.slice(0, end)
  if (short === '') return '0'
  const zeros = BigInt(digits.length - short.length)
  return `${sign}${short}e${BigInt(power) - BigInt(part.length) + zeros}`
}

/** The settings inside a string: some apps keep JSON as text within their JSON. */
export function parseInside(node: Node): Node | undefined {
  if (node.kind !== 'leaf' || typeof node.value !== 'string') return undefined
  if (!/^\s*[[{]/.test(node.value)) return undefined
  try {
    return parseNode(node.value)
  } catch {
    return undefined
  }
}

export function areEqual(a: Node, b: Node): boolean {
  if (a.kind === 'leaf') return b.kind === 'leaf' && a.same === b.same
  if (a.kind === 'list') {
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => areEqual(item, b.items[index] as Node))
    )
  }
  if (b.kind !== 'fields' || a.fields.size !== b.fields.size) return false
  for (const [key, value] of a.fields) {
    const other = b.fields.get(key)
    if (!other || !areEqual(value, other)) return false
  }
  return true
}

/** One text for equal values, whatever the order of their keys. */
export function canonical(node: Node): string {
  if (node.kind === 'leaf') return node.same
  if (node.kind === 'list') return `[${node.items.map(canonical).join()}]`
  const keys = [...node.fields.keys()].sort()
  const pairs = keys.map(
    (key) => `${JSON.stringify(key)}:${canonical(node.fields.get(key) as Node)}`,
  )
  return `{${pairs.join()}}`
}

/** The value as indented JSON, to look at. */
export function write(node: Node, indent = ''): string {
  if (node.kind === 'leaf') return node.text
  const inner = `${indent}  `
  const parts =
    node.kind === 'list'
      ? node.items.map((item) => inner + write(item, inner))
      : [...node.fields].map(
          ([key, value]) => `${inner}${JSON.stringify(key)}: ${write(value, inner)}`,
        )
  const [open, close] = node.kind === 'list' ? '[]' : '{}'
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join(',\n')}\n${indent}${close}`
}
