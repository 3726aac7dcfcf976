import type { FastifyRequest } from 'fastify'
import type { KeyHolder } from '../accounts/keys.ts'
import { holderOf } from '../api/access.ts'
import { addressMount, keyInAddress } from '../api/address-key.ts'
import { authorOf } from '../dav/author.ts'
import type { DavParts, Door } from '../dav/door.ts'
import { createLocks } from '../dav/locks.ts'
import { pathBelow, pathOfUrl } from '../dav/paths.ts'
import { settingsTree } from '../files/settings-tree.ts'
import type { AppTree } from '../files/tree-context.ts'
import { asAccountName } from '../lib/account-names.ts'

export interface AddressParts extends Omit<DavParts, 'treeOf'> {
  readonly treeOf: (holder: KeyHolder) => AppTree
}

/** A request at a plain address. */
export interface AddressDoor extends Door {
  readonly tree: AppTree
}

/** What a request at a plain address is about. @throws HubError `bad_path` */
export function doorOf(parts: AddressParts, request: FastifyRequest): AddressDoor {
  const files = parts.treeOf(holderOf(request))
  const whole = pathBelow(pathOfUrl(request.url), addressMount)
  const named = keyInAddress(request.url) === undefined ? whole : whole.replace(/^[^/]*\/?/, '')
  const place = named === '' ? settingsTree(files) : { tree: files, path: named }
  return doorTo(parts, request, { ...place, ...deviceIn(request) })
}

interface Target {
  readonly tree: AppTree
  readonly path: string
  /** As the client says it; else it is known by its program. */
  readonly deviceName?: string
}

/** A request about one file of an app. */
export function doorTo(
  parts: AddressParts,
  request: FastifyRequest,
  { tree, path, deviceName }: Target,
): AddressDoor {
  const holder = holderOf(request)
  return {
    parts: { ...parts, treeOf: () => tree },
    holder,
    tree,
    path,
    base: request.basePath + addressMount,
    author: { ...authorOf(request, 'Address'), ...(deviceName !== undefined && { deviceName }) },
    // No client of an address locks anything.
    locks: createLocks(parts.now)(holder),
  }
}

/** Whoever makes an address may name the device in it: not every program can say who it is. */
function deviceIn({ query }: FastifyRequest): { deviceName?: string } {
  const { device } = query as { readonly device?: unknown }
  const deviceName = typeof device === 'string' ? asAccountName(device) : undefined
  return deviceName === undefined ? {} : { deviceName }
}
