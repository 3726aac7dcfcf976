import { SyncError } from './errors.ts'
import { pull } from './pull.ts'
import { badAnswer, callHub, keyHeader } from './request.ts'
import type { Version } from './stored.ts'
import { type SyncOptions, type SyncResult, sync } from './sync.ts'
import type { Copy } from './sync-memory.ts'

/** The hub as a round sees it. Its methods throw SyncError or DecryptError. */
export interface SyncHub {
  /** What the hub has; `same` where it is still what the ETag names, or no text that could be taken. */
  look(etag: string | undefined): Promise<Copy | 'same' | 'empty'>
  send(settings: string, savedTs: string): Promise<SyncResult<string>>
  /** The version that an upload of this device became, if the hub has put it in use. */
  takenAs(savedTs: string): Promise<number | undefined>
  /** What another device had put in use last between two versions: nothing, if none has. */
  between(first: number, last: number): Promise<string | undefined>
}

export type SyncHubOptions = Omit<SyncOptions<string>, 'savedTs' | 'settings'>

export function createSyncHub(options: SyncHubOptions): SyncHub {
  const isOwn = ({ deviceName }: Version) => deviceName === options.deviceName
  return {
    async look(etag) {
      try {
        const stored = await pull({ ...options, etag })
        if (!stored) return 'same'
        const { settings, version } = stored
        const { savedTs, version: number } = version
        return { settings, savedTs, at: momentOf(version), etag: stored.etag, version: number }
      } catch (error) {
        if (!(error instanceof SyncError)) throw error
        if (error.code === 'slot_empty') return 'empty'
        // A file that came by another way, and that newer settings replace.
        if (error.code === 'content_is_bytes') return 'same'
        throw error
      }
    },
    send: (settings, savedTs) => sync({ ...options, settings, savedTs }),
    async takenAs(savedTs) {
      const versions = await appliedVersions(options)
      return versions.find((one) => one.savedTs === savedTs && isOwn(one))?.version
    },
    async between(first, last) {
      const versions = await appliedVersions(options)
      const isBetween = ({ version, type }: Version) =>
        version > first && version < last && type !== 'bytes'
      const found = versions.find((one) => isBetween(one) && !isOwn(one))
      if (!found) return undefined
      return (await pull({ ...options, version: found.version })).settings
    },
  }
}

/** A stamp may be this much ahead of the hub's clock, and still count as it is. */
const toleranceMs = 5 * 60_000

/** A stamp without a zone is the hub's to read: it stands for no more than the moment it came. */
function momentOf({ savedTs, receivedAt }: Version): number {
  const hasZone = /^[\d-]+T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)$/i.test(savedTs)
  const at = hasZone ? Date.parse(savedTs) : Number.NaN
  return Number.isNaN(at) ? Date.parse(receivedAt) + toleranceMs : at
}

/** All versions that were once in use, the newest first. */
async function appliedVersions(options: SyncHubOptions): Promise<Version[]> {
  const { status, body } = await callHub(options, {
    path: '/api/v1/sync/history',
    authorization: keyHeader(options.key),
  })
  if (!Array.isArray(body.versions)) throw badAnswer(status)
  return (body.versions as (Version & { readonly applied: boolean })[]).filter(
    ({ applied }) => applied,
  )
}
