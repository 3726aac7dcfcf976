import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, isAbsolute } from 'node:path'
import { Check } from 'typebox/schema'
import { appType } from '../../app-modules/manifest.ts'
import { SyncError } from '../../client/errors.ts'
import { addressOf, keyHeader } from '../../client/request.ts'
import { realTimers } from '../lib/timers.ts'
import type { ExportForm } from './exports.ts'
import { failureOf } from './failures.ts'
import { createFileEnd } from './file-end.ts'
import type { HubEnd } from './hub-end.ts'
import type { LinkedHub } from './link.ts'
import { LinkError, problemWith } from './link-error.ts'
import type { StoredLink } from './links-file.ts'
import { provenHub } from './prove-hub.ts'
import { refuseUnfit } from './read-settings-file.ts'

export interface NewLink {
  /** The type of the app. */
  readonly app: string
  /** An absolute path. The file need not be there yet, its folder must. */
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly hub: LinkedHub
  /** Needed for another hub; this one makes a key itself. */
  readonly key?: string
  readonly writeBack: boolean
  /** What is there now is meant, whatever it looks like: it is sent without a question. */
  readonly yes?: boolean
  /** The name of this computer unless said otherwise. */
  readonly deviceName?: string
}

/** Checks what can be known before there is a key. @throws LinkError */
async function checkNewLink(wish: NewLink, others: readonly StoredLink[]): Promise<void> {
  const { app, path, kind, hub } = wish
  if (!Check(appType, app)) {
    throw new LinkError(`"${app}" is not the type of an app, such as vimium.`, 400)
  }
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new LinkError(`"${path}" is not a whole path.`, 400)
  }
  const place = placeOf(hub)
  const isTaken = others.some(
    (other) => other.path === path && other.app === app && placeOf(other.hub) === place,
  )
  if (isTaken) throw new LinkError(`"${path}" is linked to this hub already.`, 409)
  await checkPlace(path, kind)
}

async function checkPlace(path: string, kind: 'file' | 'folder'): Promise<void> {
  const found = await stat(path).catch((error) => {
    if (error.code !== 'ENOENT') throw problemWith(path, error)
  })
  if (kind === 'folder') {
    if (found?.isDirectory()) return
    throw new LinkError(
      found ? `"${path}" is not a folder.` : `There is no folder "${path}".`,
      found ? 409 : 404,
    )
  }
  if (found?.isDirectory()) {
    throw new LinkError(`"${path}" is a folder, not a file. Link it as a folder.`, 409)
  }
  if (found) return refuseUnfit(path, found)
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (!folder?.isDirectory()) throw new LinkError(`There is no folder "${dirname(path)}".`, 404)
}

/** Which hub, as far as links can tell hubs apart. */
const placeOf = (hub: LinkedHub): string => (hub.kind === 'this' ? '' : addressIn(hub.url))

function addressIn(url: string): string {
  try {
    return addressOf(url, '')
  } catch (error) {
    throw error instanceof SyncError ? new LinkError(error.message, 400) : error
  }
}

/** @throws LinkError where the key cannot be one */
function checkKey(key: string | undefined): string {
  if (key === undefined) throw new LinkError('A key of the hub is needed.', 400)
  try {
    return keyHeader(key)
  } catch (error) {
    throw error instanceof SyncError ? new LinkError(error.message, 400) : error
  }
}

/** A slot knows devices by their names: two links of one slot need two. */
function freeDeviceName(wish: NewLink, others: readonly StoredLink[]): string {
  const wanted = (wish.deviceName ?? hostname()).trim() || 'Computer'
  const taken = others
    .filter(({ app, hub }) => app === wish.app && placeOf(hub) === placeOf(wish.hub))
    .map(({ deviceName }) => deviceName)
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} (${count})`
    if (!taken.includes(name)) return name
  }
}

/** A key that was made for a link; with an id it ends with the link. */
export interface NewKey {
  readonly text: string
  readonly id?: string
}

/** What it takes to make a link of a wish. */
export interface LinkMaking {
  readonly now: number
  /** Makes a key where none is given. */
  readonly newKey?: (app: string, deviceName: string) => Promise<NewKey>
  /** Ends a key that was made for a link that came to nothing. */
  readonly revokeKey?: (id: string) => Promise<void>
  readonly form: ExportForm
  readonly openHub: (link: StoredLink) => HubEnd
}

/** Checks a wish, also with its hub, and makes a link of it. @throws LinkError */
export async function makeLink(
  wish: NewLink,
  others: readonly StoredLink[],
  { now, newKey, revokeKey, form, openHub }: LinkMaking,
): Promise<StoredLink> {
  const { app, path, kind, writeBack } = wish
  await checkNewLink(wish, others)
  const deviceName = freeDeviceName(wish, others)
  const given = wish.key !== undefined || !newKey ? checkKey(wish.key) : undefined
  const hub = await provenFor(wish)
  const accepted = await acceptedAtFirst(wish, form, now)
  const made = given === undefined ? await newKey?.(app, deviceName) : undefined
  const link: StoredLink = {
    id: freeId(others),
    app,
    path,
    kind,
    hub,
    deviceName,
    writeBack,
    paused: false,
    createdAt: now,
    accepted,
    ...(made?.id !== undefined && { keyId: made.id }),
    key: given ?? made?.text ?? '',
  }
  await checkHub(() => openHub(link)).catch(async (error) => {
    if (made?.id !== undefined) await revokeKey?.(made.id).catch(() => {})
    throw error
  })
  return link
}

/** A key goes to no hub that has not proved itself, where it can. */
async function provenFor({ hub }: NewLink): Promise<LinkedHub> {
  return hub.kind === 'this' ? hub : provenHub(hub)
}

/**
 * What is sent without a question. Who names a file means it, as long as it looks like an export of
 * the app; into a folder any web page may put one.
 */
async function acceptedAtFirst(wish: NewLink, form: ExportForm, now: number): Promise<string[]> {
  const { app, path, kind } = wish
  const own = form.hasShape ? app : ''
  if (!wish.yes) return kind === 'file' ? [own] : []
  const end = createFileEnd({
    link: { app, path, kind, createdAt: now },
    form,
    now: () => now,
    timers: realTimers,
  })
  const sight = await end.look({}, 'now')
  return [...new Set([own, ...(sight.kind === 'whole' ? [sight.looks] : [])])]
}

/** Short enough to type. */
function freeId(others: readonly StoredLink[]): string {
  const id = randomBytes(4).toString('hex')
  return others.some((other) => other.id === id) ? freeId(others) : id
}

/** @throws LinkError for a hub that refuses; one that is away will be there later */
async function checkHub(openHub: () => HubEnd): Promise<void> {
  try {
    await openHub().read()
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    if (failure.again === 'soon') return
    const status = error instanceof SyncError && error.status > 0 ? error.status : 400
    throw new LinkError(failure.problem, status)
  }
}
