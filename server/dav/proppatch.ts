import { HubError } from '../lib/errors.ts'
import { conditionsOf } from './conditions.ts'
import { badRequest } from './dav-error.ts'
import { type DavHandler, hrefIn } from './door.ts'
import { guard } from './guard.ts'
import {
  elementXml,
  multistatusEnd,
  multistatusStart,
  type PropStat,
  responseXml,
} from './multistatus.ts'
import { liveProperties, type PropertyName, propertyName } from './properties.ts'
import { davChild, elementsOf, isDav, readXmlBody, type XmlElement } from './read-xml.ts'
import { innerXml, xmlType } from './write-xml.ts'

/** Keeps what a client wants kept beside a file; all of it or, where one may not be set, nothing. */
export const proppatch: DavHandler = async (request, reply, door) => {
  const { path, tree, author } = door
  const entry = await tree.stat(path)
  if (!entry) throw new HubError('file_unknown')
  const changes = readChanges(await readXmlBody(request.raw))
  const conditions = await conditionsOf(request, door)
  conditions.check(entry)
  guard(door, conditions.tokens, { path, ofFolder: false, withContent: false })
  const names = [...changes.keys()]
  const fixed = names.filter((name) => liveProperties.has(name))
  if (fixed.length === 0) await tree.setProperties(path, changes, author)
  const href = hrefIn(door, path, entry.kind === 'folder')
  const xml = responseXml(href, fixed.length === 0 ? [stat(200, names)] : refused(names, fixed))
  return reply
    .code(207)
    .type(xmlType)
    .send(multistatusStart + xml + multistatusEnd)
}

const stat = (status: number, names: readonly PropertyName[]): PropStat => ({
  status,
  elements: names.map((name) => elementXml(name, '')),
})

function refused(names: readonly PropertyName[], fixed: readonly PropertyName[]): PropStat[] {
  const others = names.filter((name) => !fixed.includes(name))
  const error = '<D:cannot-modify-protected-property/>'
  const stats = [{ ...stat(403, fixed), error }]
  return others.length > 0 ? [...stats, stat(424, others)] : stats
}

/** In the order of the document: of two changes of one property, the later counts. */
function readChanges(root: XmlElement | undefined): ReadonlyMap<PropertyName, string | undefined> {
  if (!root || !isDav(root, 'propertyupdate')) throw badRequest('A DAV:propertyupdate is expected.')
  const changes = new Map<PropertyName, string | undefined>()
  for (const step of elementsOf(root)) {
    const isSet = isDav(step, 'set')
    if (!isSet && !isDav(step, 'remove')) continue
    const prop = davChild(step, 'prop')
    for (const one of prop ? elementsOf(prop) : []) {
      changes.set(propertyName(one.namespace, one.name), isSet ? innerXml(one) : undefined)
    }
  }
  return changes
}
