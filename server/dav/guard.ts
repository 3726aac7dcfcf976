import { parentOf } from '../lib/tree-path.ts'
import { DavError } from './dav-error.ts'
import { type Door, hrefIn } from './door.ts'
import type { Lock } from './locks.ts'
import { escapeXml } from './write-xml.ts'

/** What a request is about to do at a path. */
export interface Change {
  readonly path: string
  /** Something appears in its folder, or goes from it. */
  readonly ofFolder: boolean
  /** All that lies in it goes. */
  readonly withContent: boolean
}

/** @throws DavError `locked` where a lock forbids it whose token was not sent along */
export function guard(door: Door, tokens: ReadonlySet<string>, change: Change): void {
  const { locks } = door
  const { path } = change
  const isKnown = ({ token }: Lock) => tokens.has(token)
  const groups = [locks.covering(path)]
  if (change.ofFolder && path !== '') groups.push(locks.at(parentOf(path)))
  if (change.withContent) {
    const inside = Map.groupBy(locks.inside(path), (lock) => lock.path)
    for (const group of inside.values()) groups.push(group)
  }
  // Of several shared locks on one thing, whoever holds any may go on.
  const [blocking] = groups.filter((group) => group.length > 0 && !group.some(isKnown))
  if (blocking) throw new DavError('locked', withHrefs(door, 'lock-token-submitted', blocking))
}

/** A condition that names where the locks are. */
export function withHrefs(door: Door, condition: string, locks: readonly Lock[]): string {
  const hrefs = [...new Set(locks.map(({ path }) => hrefIn(door, path, false)))]
  const list = hrefs.map((href) => `<D:href>${escapeXml(href)}</D:href>`).join('')
  return `<D:${condition}>${list}</D:${condition}>`
}
