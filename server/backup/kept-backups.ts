import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '../lib/errors.ts'
import { inside, isPlainName } from '../lib/inside.ts'
import { clockTolerance } from '../lib/steady-clock.ts'
import type { Manifest } from './manifest.ts'
import { openBackup } from './read-backup.ts'

/** A backup in the folder of a hub. */
export interface KeptBackup {
  readonly name: string
  /** In ms. */
  readonly createdAt: number
  /** In bytes. */
  readonly size: number
  /** This hub, or one before it, wrote it with all that was stored, and read it back whole. */
  readonly verified: boolean
  /** How many damaged files are not in it: it is sound, but incomplete. */
  readonly leftOut?: number
  /** Why it cannot be used. */
  readonly problem?: string
}

type Look = Pick<KeptBackup, 'problem' | 'leftOut'>

/** The folder in which the hub keeps its backups; there may be other files in it. */
export interface KeptBackups {
  /** Every backup there is, the newest first. @throws HubError */
  list(): Promise<readonly KeptBackup[]>
  /** Where a new one goes, one at a time. Makes the folder if it is missing, and tidies it. */
  newPath(at: number): Promise<string>
  /** @throws HubError where there is no such backup */
  pathOf(name: string): Promise<string>
  remove(name: string): Promise<void>
  /**
   * Removes sound ones that this hub made beyond so many, but never the one named: first those that
   * are incomplete, which take the place of no complete one, then those dated ahead of now, which a
   * wrong clock has made, then the oldest.
   */
  prune(keep: number, latest: string, now: number): Promise<void>
}

/** People name their copies as they like, and some systems add to it: `… (1).zip`, `Büro.ZIP`. */
const isZip = (name: string) => /^[^.\p{Cc}].*\.zip$/iu.test(name) && isPlainName(name)
/** A file gets such a name only once it was read back; the hub that made it is part of the name. */
const own = /^sxncd-[\da-f]{8}-(\d{8})-(\d{6})-(\d{3})\.zip$/

export function keptBackups(folder: string, hubId: string): KeptBackups {
  const mark = `sxncd-${hubId.slice(0, 8)}-`
  /** What a look into a file said, as long as it is the same file, and there. */
  let looks: ReadonlyMap<string, Look> = new Map()

  /** Whether it still has all that its manifest names; its contents are read only to restore it. */
  const lookInto = async (
    path: string,
    size: number,
    mtimeMs: number,
  ): Promise<{ file: string; look: Look }> => {
    const file = `${path} ${size} ${mtimeMs}`
    const known = looks.get(file)
    if (known) return { file, look: known }
    const backup = await openBackup(path).catch((error: Error) => error)
    if (backup instanceof Error) return { file, look: { problem: problemText(backup) } }
    backup.close()
    return { file, look: leftOutOf(backup.manifest) }
  }

  const list = async () => {
    const names = await readdir(folder).catch((error) => {
      if (error.code === 'ENOENT') return []
      throw new HubError('backups_unreadable', { reason: error.code }, { cause: error })
    })
    const found: KeptBackup[] = []
    const looked = new Map<string, Look>()
    for (const name of names.filter(isZip)) {
      const path = join(folder, name)
      const info = await stat(path).catch(() => undefined)
      if (!info?.isFile()) continue
      const { file, look } = await lookInto(path, info.size, info.mtimeMs)
      looked.set(file, look)
      const { size, mtimeMs } = info
      const createdAt = timeIn(name) ?? Math.round(mtimeMs)
      const verified = own.test(name) && Object.keys(look).length === 0
      found.push({ name, createdAt, size, verified, ...look })
    }
    looks = looked
    return found.sort((a, b) => b.createdAt - a.createdAt)
  }

  const pathOf = async (name: string) => {
    const path = isZip(name) ? inside(folder, name) : undefined
    const isThere = path && (await stat(path).catch(() => undefined))?.isFile()
    if (!isThere) throw new HubError('backup_unknown', { name: name.slice(0, 100) })
    return path
  }

  return {
    list,
    pathOf,
    async newPath(at) {
      // The folder above it must be there: a disk that is not plugged in is not made up.
      await mkdir(folder, { mode: 0o700 }).catch((error) => {
        if (error.code !== 'EEXIST') throw error
      })
      // Of a hub that was killed; nobody else writes files with its mark.
      const halves = (await readdir(folder)).filter(
        (name) => name.startsWith(mark) && name.endsWith('.tmp'),
      )
      for (const name of halves) await rm(join(folder, name), { force: true })
      return join(folder, `${mark}${timeText(at)}.zip`)
    },
    async remove(name) {
      await rm(await pathOf(name))
    },
    async prune(keep, latest, now) {
      const sound = (await list()).filter(
        ({ name, problem }) => own.test(name) && name.startsWith(mark) && problem === undefined,
      )
      const others = sound.filter(({ name }) => name !== latest)
      const isAhead = (one: KeptBackup) => one.createdAt > now + clockTolerance
      const inOrder = [...others.filter((one) => !isAhead(one)), ...others.filter(isAhead)]
      const complete = inOrder.filter(({ verified }) => verified)
      const incomplete = inOrder.filter(({ verified }) => !verified)
      // The latest counts as one of them, but one that is incomplete costs no complete one its place.
      const latestIsComplete = sound.some(({ name, verified }) => name === latest && verified)
      const gone = [
        ...complete.slice(latestIsComplete ? keep - 1 : keep),
        ...incomplete.slice(Math.max(0, keep - 1 - complete.length)),
      ]
      for (const { name } of gone) await rm(join(folder, name), { force: true })
    },
  }
}

/** 2025-03-01T12:00:00.000Z as 20250301-120000-000. */
const timeText = (at: number) =>
  new Date(at).toISOString().replaceAll(/[-:Z]/g, '').replaceAll(/[T.]/g, '-')

function timeIn(name: string): number | undefined {
  const [, date = '', time = '', ms = ''] = own.exec(name) ?? []
  const iso = `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}.${ms}Z`
  const at = Date.parse(iso)
  return Number.isNaN(at) ? undefined : at
}

/** What a manifest says of files that are not in the backup. */
export const leftOutOf = ({ damaged }: Manifest): Look =>
  damaged.length > 0 ? { leftOut: damaged.length } : {}

const problemText = (error: Error & { problem?: string }) => error.problem ?? error.message
