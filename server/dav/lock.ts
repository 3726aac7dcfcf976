import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { conditionsOf } from './conditions.ts'
import { badRequest, DavError } from './dav-error.ts'
import { type DavHandler, type Door, hrefIn } from './door.ts'
import { guard, withHrefs } from './guard.ts'
import { readIf } from './if-header.ts'
import type { Lock, LockWish } from './locks.ts'
import { activeLock } from './properties.ts'
import { davChild, elementsOf, isDav, readXmlBody, type XmlElement } from './read-xml.ts'
import { declaration, innerXml, xmlType } from './write-xml.ts'

export const lock: DavHandler = async (request, reply, door) => {
  const { path, tree, author, locks } = door
  const root = await readXmlBody(request.raw)
  const timeoutMs = readTimeout(request.headers.timeout)
  if (!root) return refresh(request, reply, door, timeoutMs)
  const wish: LockWish = { ...readLockInfo(root), path, timeoutMs, depth: readDepth(request) }
  const conditions = await conditionsOf(request, door)
  const existing = await tree.stat(path)
  conditions.check(existing)
  refuseConflict(door, wish)
  if (!existing) {
    guard(door, conditions.tokens, { path, ofFolder: true, withContent: false })
    const body = Readable.from([])
    const check = conditions.check
    await tree.put(path, { ...author, body, check })
    // Somebody else may have been as quick.
    refuseConflict(door, wish)
  }
  const made = locks.add(wish)
  reply.code(existing ? 200 : 201).header('lock-token', `<${made.token}>`)
  return sendLock(reply, door, made)
}

export const unlock: DavHandler = async (request, reply, { path, locks }) => {
  const token = tokenOf(request)
  if (token === undefined) throw badRequest('The header Lock-Token is missing.')
  if (!locks.covering(path).some((one) => one.token === token)) {
    throw new DavError('lock_unknown', '<D:lock-token-matches-request-uri/>')
  }
  locks.remove(token)
  return reply.code(204).send()
}

/** A LOCK without a body makes a lock last longer that the client has. */
function refresh(request: FastifyRequest, reply: FastifyReply, door: Door, timeoutMs: number) {
  const { tokens } = readIf(String(request.headers.if ?? ''))
  const known = new Set([...tokens, tokenOf(request)])
  const found = door.locks.covering(door.path).find(({ token }) => known.has(token))
  const renewed = found && door.locks.refresh(found.token, timeoutMs)
  if (!renewed) throw new DavError('precondition_failed', '<D:lock-token-matches-request-uri/>')
  return sendLock(reply, door, renewed)
}

function refuseConflict(door: Door, { path, scope, depth }: LockWish): void {
  const others = [
    ...door.locks.covering(path),
    ...(depth === 'infinity' ? door.locks.inside(path) : []),
  ]
  const conflicts = others.filter((other) => scope === 'exclusive' || other.scope === 'exclusive')
  if (conflicts.length > 0) {
    throw new DavError('locked', withHrefs(door, 'no-conflicting-lock', conflicts))
  }
}

function sendLock(reply: FastifyReply, door: Door, made: Lock) {
  const lockHref = ({ path }: Lock) => hrefIn(door, path, false)
  const active = activeLock(made, { now: door.parts.now(), lockHref })
  const discovery = `<D:lockdiscovery>${active}</D:lockdiscovery>`
  return reply.type(xmlType).send(`${declaration}<D:prop xmlns:D="DAV:">${discovery}</D:prop>`)
}

/** It is a name or an address; a thousand of them may be told of everything in a list. */
const maxOwner = 2_048

function readLockInfo(root: XmlElement): Pick<LockWish, 'scope' | 'owner'> {
  const scope = davChild(root, 'lockscope')
  const [kind] = scope ? elementsOf(scope) : []
  const isShared = kind !== undefined && isDav(kind, 'shared')
  if (!isDav(root, 'lockinfo') || !kind || !(isShared || isDav(kind, 'exclusive'))) {
    throw badRequest('A DAV:lockinfo with an exclusive or a shared lock is expected.')
  }
  const owner = davChild(root, 'owner')
  const said = owner ? innerXml(owner) : ''
  if (said.length > maxOwner) throw badRequest('What the lock says of its owner is too long.')
  return { scope: isShared ? 'shared' : 'exclusive', owner: said }
}

function readDepth({ headers }: FastifyRequest): LockWish['depth'] {
  const depth = String(headers.depth ?? 'infinity')
    .trim()
    .toLowerCase()
  if (depth !== '0' && depth !== 'infinity')
    throw badRequest('The header Depth must be 0 or infinity.')
  return depth
}

const usualTimeout = 600
const maxTimeout = 3_600

/** The first time of a list that can be read, as far as the hub goes along. */
function readTimeout(header: unknown): number {
  const [, text] = /(?:^|,)\s*(?:second-(\d+)|infinite)/i.exec(String(header ?? '')) ?? []
  const wanted = text === undefined ? (header ? maxTimeout : usualTimeout) : Number(text)
  return Math.min(Math.max(wanted, 1), maxTimeout) * 1_000
}

/** With or without the brackets that belong around it. */
function tokenOf({ headers }: FastifyRequest): string | undefined {
  const text = String(headers['lock-token'] ?? '')
    .trim()
    .replace(/^<(.*)>$/, '$1')
  return text === '' ? undefined : text
}
