import { type PropertyName, propertyName } from './properties.ts'
import { davChild, elementsOf, isDav, type XmlElement } from './read-xml.ts'

/** Which properties a PROPFIND asks for. */
export interface PropertyQuery {
  /** All common ones with their values, or their names alone, or just some. */
  readonly kind: 'all' | 'names' | 'some'
  /** Those that are asked for by name; beside all of them, too. */
  readonly names: readonly PropertyName[]
}

/** Without a body, or with one that asks for nothing, it asks for all. */
export function readPropertyQuery(root: XmlElement | undefined): PropertyQuery {
  if (!root || !isDav(root, 'propfind')) return { kind: 'all', names: [] }
  if (davChild(root, 'propname')) return { kind: 'names', names: [] }
  const prop = davChild(root, 'prop')
  if (prop && !davChild(root, 'allprop')) return { kind: 'some', names: namesIn(prop) }
  const include = davChild(root, 'include')
  return { kind: 'all', names: include ? namesIn(include) : [] }
}

const namesIn = (element: XmlElement): PropertyName[] =>
  elementsOf(element).map(({ namespace, name }) => propertyName(namespace, name))
