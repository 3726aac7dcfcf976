import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Clock } from '../clock.ts'
import { type Baseline, hashOf } from './baseline.ts'
import { type ExportForm, exportsIn, type FoundFile, ownName } from './exports.ts'
import type { Link } from './link.ts'
import { LinkError, problemWith } from './link-error.ts'
import { readSettingsFile, refuseUnfit, stateOf } from './read-settings-file.ts'
import type { Timers } from './timers.ts'

/** What stands in the place of a link. */
export type Sight =
  /** Nothing; in a folder: no export but those that were dealt with. */
  | { readonly kind: 'missing' }
  /** Somebody may still be writing. */
  | { readonly kind: 'unsettled'; readonly lookAgainInMs: number }
  /** It is there, but of no use as it is. */
  | { readonly kind: 'unfit'; readonly problem: string }
  | WholeFile

export interface WholeFile {
  readonly kind: 'whole'
  readonly name: string
  readonly text: string
  readonly hash: string
  /** In ms. */
  readonly savedAt: number
  readonly state: string
}

/** The side of a link where its file is. */
export interface FileEnd {
  /** Where newer settings of others go: the file itself, or one of its own beside the exports. */
  readonly target: string
  /** Looks, and reads what has settled, or what is there now. @throws LinkError where that cannot be */
  look(known: Baseline, when?: 'settled' | 'now'): Promise<Sight>
  /** Whether there is something else than what was looked at last; reads nothing. */
  hasChanged(known: Baseline): Promise<boolean>
  /** The link itself has just written the target: nobody has to wait for it to settle. */
  wrote(): Promise<void>
}

/** A file that has not changed for so long is whole. */
const settledMs = 1_000
/** One that was last changed so long ago is, too, when it is seen for the first time. */
const oldMs = 10_000
/** How long a file may stay empty, or half a JSON text, before a person is told. */
const patienceMs = 30_000

interface Parts {
  readonly link: Pick<Link, 'app' | 'path' | 'kind'>
  readonly form: ExportForm
  readonly now: Clock
  readonly timers: Timers
}

export function createFileEnd({ link, form, now, timers }: Parts): FileEnd {
  const own = ownName(link.app, form)
  const target = link.kind === 'file' ? link.path : join(link.path, own)
  /** What was seen last, and since when. */
  let seen: { readonly state: string; readonly since: number } | undefined
  let lookedAt: string | undefined

  const find = async (known: Baseline): Promise<FoundFile | undefined> => {
    if (link.kind === 'folder') return newestExport(link.path, form, own, known)
    const stats = await stat(link.path).catch(unlessMissing)
    if (!stats) return undefined
    refuseUnfit(link.path, stats)
    return { path: link.path, name: basename(link.path), stats }
  }

  const settle = (stats: Stats): number => {
    const state = fullStateOf(stats)
    const at = timers.elapsed()
    if (seen?.state !== state) {
      const isOld = now() - stats.mtimeMs >= oldMs
      seen = { state, since: isOld ? at - settledMs : at }
    }
    return Math.max(0, seen.since + settledMs - at)
  }

  const incomplete = (problem: string): Sight => {
    const waited = timers.elapsed() - (seen?.since ?? 0)
    if (waited >= patienceMs) return { kind: 'unfit', problem }
    return { kind: 'unsettled', lookAgainInMs: Math.max(settledMs, waited / 2) }
  }

  const read = async ({ path, name, stats: before }: FoundFile): Promise<Sight> => {
    const { text, savedAt, stats } = await readSettingsFile(path)
    if (fullStateOf(stats) !== fullStateOf(before)) {
      return { kind: 'unsettled', lookAgainInMs: settledMs }
    }
    if (text === '') return incomplete(`"${path}" is empty. An empty file is not sent.`)
    if (form.format === 'json' && !isJson(text)) {
      return incomplete(
        `"${path}" is not whole JSON, as the exports of this app are. It is sent once it is.`,
      )
    }
    const state = stateOf(stats)
    return { kind: 'whole', name, text, hash: hashOf(text), savedAt: savedAt.getTime(), state }
  }

  const lookAt = async (found: FoundFile | undefined, when: 'settled' | 'now'): Promise<Sight> => {
    if (!found) {
      seen = undefined
      return { kind: 'missing' }
    }
    const lookAgainInMs = settle(found.stats)
    if (lookAgainInMs > 0 && when === 'settled') return { kind: 'unsettled', lookAgainInMs }
    return read(found)
  }

  return {
    target,
    async look(known, when = 'settled') {
      lookedAt = undefined
      try {
        const found = await find(known)
        const sight = await lookAt(found, when)
        if (sight.kind !== 'unsettled') lookedAt = stateOfFound(found)
        return sight
      } catch (error) {
        const problem = problemWith(link.path, error)
        if (problem.status === 404) return { kind: 'missing' }
        if (problem.status === 400) return { kind: 'unfit', problem: problem.message }
        throw problem
      }
    },
    async wrote() {
      const stats = await stat(target).catch(() => undefined)
      if (stats) seen = { state: fullStateOf(stats), since: timers.elapsed() - settledMs }
    },
    hasChanged: async (known) =>
      stateOfFound(await find(known).catch(() => undefined)) !== lookedAt,
  }
}

/** The export that is to be sent: the newest, unless it is older than the one that was. */
async function newestExport(
  folder: string,
  form: ExportForm,
  own: string,
  { fileName, fileSavedAt = Number.NEGATIVE_INFINITY, ownState }: Baseline,
): Promise<FoundFile | undefined> {
  const isFolder = await stat(folder).then((stats) => stats.isDirectory(), unlessMissing)
  if (isFolder === false) throw new LinkError(`"${folder}" is not a folder.`, 409)
  if (!isFolder) return undefined
  const path = join(folder, own)
  const stats = await stat(path).catch(unlessMissing)
  // What the link wrote itself counts only once somebody else has changed it.
  const changedOwn =
    stats?.isFile() && stateOf(stats) !== ownState ? [{ path, name: own, stats }] : []
  const others = (await exportsIn(folder, form)).filter(({ name }) => name !== own)
  const [newest] = [...changedOwn, ...others].sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs)
  if (!newest) return undefined
  return newest.name === fileName || newest.stats.mtimeMs > fileSavedAt ? newest : undefined
}

/** Also what tells of a change within one tick of the clock of the file system. */
const fullStateOf = (stats: Stats) => `${stateOf(stats)}:${stats.ctimeMs}`

const stateOfFound = (found: FoundFile | undefined) =>
  found ? `${found.path}:${fullStateOf(found.stats)}` : 'missing'

export function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
    return true
  } catch {
    return false
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
