import { SaxesParser } from 'saxes'

/** One response of a 207. */
export interface DavResource {
  readonly href: string
  /** The status lines of its propstats, in order. */
  readonly statuses: readonly string[]
  readonly isFolder: boolean
  /** The texts of the properties that were found, by their names without namespace. */
  readonly found: Readonly<Partial<Record<string, string>>>
  /** The names of the properties that were asked for and are not there. */
  readonly missing: readonly string[]
}

interface Element {
  /** With its namespace, such as `{DAV:}href`. */
  readonly name: string
  readonly children: Element[]
  text: string
}

/** Reads a 207 as a strict client does. @throws Error where it is not well-formed, or no multistatus */
export function resourcesIn(xml: string): readonly DavResource[] {
  const root = parse(xml)
  if (root.name !== '{DAV:}multistatus') throw new Error(`not a multistatus: ${root.name}`)
  return all(root, 'response').map(resourceOf)
}

function resourceOf(response: Element): DavResource {
  const hrefs = all(response, 'href')
  if (hrefs.length !== 1) throw new Error(`${hrefs.length} hrefs in one response`)
  const propstats = all(response, 'propstat').map((propstat) => ({
    status: all(propstat, 'status')[0]?.text ?? '',
    props: all(propstat, 'prop').flatMap(({ children }) => children),
  }))
  const found = propstats.filter(({ status }) => / 200 /.test(status)).flatMap(({ props }) => props)
  const missing = propstats.filter(({ status }) => !/ 200 /.test(status))
  const type = found.find(({ name }) => name === '{DAV:}resourcetype')
  return {
    href: hrefs[0]?.text ?? '',
    statuses: propstats.map(({ status }) => status),
    isFolder: type?.children.some(({ name }) => name === '{DAV:}collection') ?? false,
    found: Object.fromEntries(found.map(({ name, text }) => [localName(name), text])),
    missing: missing.flatMap(({ props }) => props.map(({ name }) => localName(name))),
  }
}

const localName = (name: string) => name.slice(name.indexOf('}') + 1)
const all = (element: Element, name: string) =>
  element.children.filter((child) => child.name === `{DAV:}${name}`)

function parse(xml: string): Element {
  const top: Element = { name: '', children: [], text: '' }
  const open = [top]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ uri, local }) => {
    const element: Element = { name: `{${uri}}${local}`, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  const [root] = top.children
  if (!root) throw new Error('no XML')
  return root
}
