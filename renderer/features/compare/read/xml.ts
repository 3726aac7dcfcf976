import { SaxesParser } from 'saxes'
import { leafOf, type Node } from '../diff/node.ts'

interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Element[]
  text: string
}

const deepest = 100

/**
 * Two XML texts as trees of settings: attributes and elements are fields, elements that repeat are
 * lists, and an element that only gives a name its value is a setting. @throws Error for what is no XML
 */
export function readXmlPair(before: string, after: string): [Node, Node] {
  const [old, now] = [parse(before), parse(after)]
  // What repeats in one of the two is a list in both.
  const repeated = new Set([...repeats(old, ''), ...repeats(now, '')])
  return [nodeOf(old, '', repeated), nodeOf(now, '', repeated)]
}

function parse(text: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' }
  const open: Element[] = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) throw new Error('It is too deep.')
    const element = {
      name,
      attributes: new Map(Object.entries(attributes)),
      children: [],
      text: '',
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const add = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(text.replace(/^\ufeff/, '')).close()
  if (!root.children[0]) throw new Error('It has no element.')
  return root.children[0]
}

function* repeats(element: Element, place: string): Generator<string> {
  const seen = new Set<string>()
  for (const child of element.children) {
    const below = `${place}/${child.name}`
    if (seen.has(child.name)) yield below
    seen.add(child.name)
    yield* repeats(child, below)
  }
}

function nodeOf(element: Element, place: string, repeated: ReadonlySet<string>): Node {
  const { attributes, children } = element
  const text = element.text.trim()
  if (children.length === 0 && attributes.size === 0) return leafOf(text)
  const fields = new Map<string, Node>()
  for (const [name, value] of attributes) fields.set(name, leafOf(value))
  const elements = new Map<string, Node[]>()
  for (const child of children) {
    const setting = settingOf(child)
    if (setting && !fields.has(setting.name)) fields.set(setting.name, leafOf(setting.value))
    else {
      const node = nodeOf(child, `${place}/${child.name}`, repeated)
      const same = elements.get(child.name)
      if (same) same.push(node)
      else elements.set(child.name, [node])
    }
  }
  for (const [name, items] of elements) {
    const [only] = items
    const isList = repeated.has(`${place}/${name}`) || only === undefined
    // An attribute may have the same name.
    fields.set(fields.has(name) ? `<${name}>` : name, isList ? { kind: 'list', items } : only)
  }
  if (text !== '') fields.set('text', leafOf(text))
  return { kind: 'fields', fields }
}

/** `<setting key="a" value="b"/>` and `<string name="a">b</string>`: the type tells nothing new. */
function settingOf({ attributes, children, text }: Element) {
  if (children.length > 0) return undefined
  const rest = new Map(attributes)
  rest.delete('type')
  const name = rest.get('key') ?? rest.get('name')
  if (name === undefined) return undefined
  rest.delete(rest.has('key') ? 'key' : 'name')
  const value = rest.get('value') ?? text.trim()
  rest.delete('value')
  return rest.size === 0 ? { name, value } : undefined
}
