import { stat } from 'node:fs/promises'
import type { Stored } from '../../client/stored.ts'
import { type Clock, minutes } from '../clock.ts'
import { datedNames } from './backups.ts'
import { type Baseline, hashOf, isInStep } from './baseline.ts'
import type { ExportForm } from './exports.ts'
import { failureOf } from './failures.ts'
import { type FileEnd, isJson, type WholeFile } from './file-end.ts'
import { type HubEnd, savedAtOf } from './hub-end.ts'
import type { Link, LinkState, Transfer } from './link.ts'
import { LinkError } from './link-error.ts'
import { stateOf } from './read-settings-file.ts'
import { ChangedMeanwhile, writeSettingsFile } from './write-settings-file.ts'

/** What became of a look at both sides. */
export interface Done {
  readonly known: Baseline
  readonly state: LinkState
  readonly problem?: string
  readonly lastTransfer?: Transfer
  /** Whether the hub was looked at as well; it need not be while there is no file. */
  readonly sawHub: boolean
}

/** Somebody may still be writing. */
export interface Again {
  readonly lookAgainInMs: number
}

/** One look at both sides of a link, and what follows from it. */
export interface Pass {
  /** @param dirty whether the hub may have something new */
  look(known: Baseline, dirty: boolean): Promise<Done | Again>
  /** What a person asked for, whatever the stamps say. @throws LinkError or SyncError */
  force(known: Baseline, direction: Transfer['direction']): Promise<Done>
  /** What the hub refused may be sent again. */
  forgive(): void
}

export interface PassParts {
  readonly link: Pick<Link, 'kind' | 'path' | 'writeBack'>
  readonly form: ExportForm
  readonly file: FileEnd
  readonly hub: () => HubEnd
  readonly now: Clock
  /** Called before something goes over. */
  readonly syncing: () => Promise<void>
}

/** How many backups of a file are kept beside it. */
export const mostBackups = 5
/** As far clocks may be apart. */
const tolerance = minutes(5)

export function createPass({ link, form, file, hub, now, syncing }: PassParts): Pass {
  const inFolder = link.kind === 'folder'
  let refused: { readonly hash: string; readonly problem: string } | undefined

  const done = (known: Baseline, more: Partial<Done> = {}): Done => ({
    known,
    state: isInStep(known) ? 'in-step' : 'hub-is-newer',
    sawHub: true,
    ...more,
  })

  const look = async (known: Baseline, dirty: boolean): Promise<Done | Again> => {
    const sight = await file.look(known)
    if (sight.kind === 'unsettled') return sight
    if (sight.kind === 'missing') return lookWithout(known, dirty)
    const { kind } = sight
    if (kind === 'unfit')
      return done(known, { state: 'stopped', problem: sight.problem, sawHub: false })
    return lookWith(known, sight, dirty)
  }

  /** There is no file: nothing is ever taken from the hub for it. */
  const lookWithout = async (known: Baseline, dirty: boolean): Promise<Done> => {
    const waiting = (after: Baseline, sawHub: boolean) => {
      const isDealtWith = inFolder && after.hubHash !== undefined && after.fileHash !== undefined
      return isDealtWith || (inFolder && isInStep(after))
        ? done(after, { sawHub })
        : done(after, { state: 'waiting-for-file', sawHub })
    }
    // A file that was there and has gone is not brought back: whoever removed it meant it.
    if (!inFolder && known.fileHash !== undefined) return waiting(known, false)
    if (!dirty) return waiting(known, true)
    const stored = await hub().read()
    if (stored === 'empty' || stored === 'same') return waiting(known, true)
    const fresh = withHub(known, stored)
    if (isInStep(fresh) || !link.writeBack) return waiting(fresh, true)
    return write(fresh, stored, inFolder ? undefined : 'missing')
  }

  const lookWith = async (
    before: Baseline,
    sight: WholeFile,
    dirty: boolean,
  ): Promise<Done | Again> => {
    if (sight.hash === refused?.hash) {
      return done(before, { state: 'stopped', problem: refused.problem, sawHub: false })
    }
    const isNew = sight.hash !== before.fileHash && sight.hash !== before.ownHash
    const known = isNew ? before : withPlace(before, sight)
    const wanted = link.writeBack && !isInStep(known)
    if (isNew) return send(known, sight)
    if (!dirty && !wanted) return done(known)
    const stored = await hub().read(wanted ? undefined : known.etag)
    if (stored === 'same') return done(known)
    if (stored === 'empty') return send(known, sight)
    const fresh = withHub(known, stored)
    if (isInStep(fresh)) return done(fresh)
    // With an older stamp the hub's rule decides, as it may have been set back to a backup.
    const isNewer = (fresh.hubSavedAt ?? 0) > sight.savedAt
    return isNewer ? take(fresh, stored, sight) : send(fresh, sight, stored)
  }

  const send = async (known: Baseline, sight: WholeFile, seen?: Stored): Promise<Done | Again> => {
    await syncing()
    const savedAt = stampFor(sight, known)
    const { action, data } = await hub()
      .send(sight.text, savedAt)
      .catch((error) => {
        const failure = failureOf(error)
        if (failure?.again === 'content') refused = { hash: sight.hash, problem: failure.problem }
        throw error
      })
    const sent = withPlace({ ...known, fileHash: sight.hash }, sight)
    if (data === sight.text) {
      const isTransfer = action === 'created' || action === 'incomingNewer'
      return done(
        withSent(sent, sight.hash, savedAt),
        isTransfer ? { lastTransfer: toHub(data) } : {},
      )
    }
    const stored = seen?.settings === data ? seen : await hub().read()
    // It was emptied at this very moment.
    if (typeof stored === 'string') return { lookAgainInMs: 1_000 }
    return take(withHub(sent, stored), stored, sight)
  }

  const take = async (known: Baseline, stored: Stored, { state }: WholeFile): Promise<Done> =>
    link.writeBack && !isInStep(known)
      ? write(known, stored, inFolder ? undefined : state)
      : done(known)

  const write = async (known: Baseline, stored: Stored, expected?: string): Promise<Done> => {
    const text = stored.settings
    if (form.format === 'json' && !isJson(text)) {
      const problem =
        'What the hub has is newer, but it is not JSON, as the exports of this app are; perhaps ' +
        'another device encrypts it. It was not written into the file.'
      return done(known, { problem })
    }
    await syncing()
    const savedAt = new Date(savedAtOf(stored.version, now))
    const backups = datedNames(now(), mostBackups)
    const options = { backups, ...(expected !== undefined && { expected }) }
    const { changed, backup } = await writeSettingsFile(file.target, { text, savedAt }, options)
    await file.wrote()
    const hash = hashOf(text)
    const ownState = inFolder ? await stat(file.target).then(stateOf, () => 'missing') : ''
    const written = { ...known, ...(inFolder ? { ownHash: hash, ownState } : { fileHash: hash }) }
    if (!changed) return done(written)
    const size = Buffer.byteLength(text)
    const at = now()
    return done(written, {
      lastTransfer: { direction: 'to-file', at, size, ...(backup !== undefined && { backup }) },
    })
  }

  const withPlace = (known: Baseline, { name, savedAt, hash, state }: WholeFile): Baseline => {
    if (!inFolder) return known
    const isOwn = hash === known.ownHash && hash !== known.fileHash
    return isOwn
      ? { ...known, ownState: state }
      : { ...known, fileName: name, fileSavedAt: savedAt }
  }

  const withHub = (known: Baseline, { settings, version, etag }: Stored): Baseline => ({
    ...known,
    hubHash: hashOf(settings),
    hubSavedAt: savedAtOf(version, now),
    etag,
  })

  const withSent = ({ etag: _, ...known }: Baseline, hash: string, savedAt: number): Baseline => ({
    ...known,
    fileHash: hash,
    hubHash: hash,
    hubSavedAt: savedAt,
  })

  const toHub = (text: string): Transfer => ({
    direction: 'to-hub',
    at: now(),
    size: Buffer.byteLength(text),
  })

  const forceToHub = async (known: Baseline): Promise<Done> => {
    const { fileName: _, fileSavedAt: __, ...anyExport } = known
    const sight = await file.look(anyExport, 'now')
    if (sight.kind === 'missing')
      throw new LinkError(`There is no file "${link.path}" to send.`, 404)
    if (sight.kind !== 'whole') {
      throw new LinkError(
        sight.kind === 'unfit' ? sight.problem : 'The file is being written.',
        409,
      )
    }
    await syncing()
    let floor = known.hubSavedAt ?? 0
    // What the hub has already, it need not keep a second time.
    let savedAt = sight.hash === known.hubHash ? sight.savedAt : Math.max(now(), floor + 1)
    // A device that the hub sees for the first time may be told to take what is there.
    for (let tries = 0; tries < 3; tries += 1) {
      const { data } = await hub().send(sight.text, savedAt)
      if (data === sight.text) {
        const sent = withSent(
          withPlace({ ...known, fileHash: sight.hash }, sight),
          sight.hash,
          savedAt,
        )
        return done(sent, { lastTransfer: toHub(data) })
      }
      const stored = await hub().read()
      if (typeof stored !== 'string') floor = Date.parse(stored.version.savedTs) || floor
      savedAt = Math.max(now(), floor + 1)
    }
    throw new LinkError('The hub keeps what it has; the file is in its history.', 409)
  }

  const forceToFile = async (known: Baseline): Promise<Done> => {
    const stored = await hub().read()
    if (typeof stored === 'string') {
      throw new LinkError('The hub has no settings for this app yet.', 409)
    }
    const after = await write(withHub(known, stored), stored)
    if (after.problem !== undefined) throw new LinkError(after.problem, 409)
    return after
  }

  return {
    async look(known, dirty) {
      try {
        return await look(known, dirty)
      } catch (error) {
        if (error instanceof ChangedMeanwhile) return { lookAgainInMs: 1_000 }
        throw error
      }
    },
    force: (known, direction) => (direction === 'to-hub' ? forceToHub(known) : forceToFile(known)),
    forgive() {
      refused = undefined
    },
  }
}

/**
 * The stamp to send a file with: its own. What was changed after it had agreed with the hub is newer
 * than what the hub has, even where another device's clock, or a coarse one here, says otherwise.
 */
function stampFor({ savedAt, hash }: WholeFile, known: Baseline): number {
  const { hubSavedAt = 0, fileHash } = known
  const isChange = isInStep(known) && hash !== fileHash
  const isClose = hubSavedAt >= savedAt && hubSavedAt - savedAt < tolerance
  return isChange && isClose ? hubSavedAt + 1 : savedAt
}
