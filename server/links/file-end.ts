import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Clock } from '../lib/clock.ts'
import type { Timers } from '../lib/timers.ts'
import { datedNames } from './backups.ts'
import { type Baseline, hashOf } from './baseline.ts'
import { type ExportForm, isJson, ownName } from './exports.ts'
import { createFindExport, type FoundExport, type FoundFile, unlessMissing } from './find-export.ts'
import type { Link } from './link.ts'
import { problemWith } from './link-error.ts'
import { readSettingsFile, refuseUnfit, type SettingsFile, stateOf } from './read-settings-file.ts'
import { type Written, writeSettingsFile } from './write-settings-file.ts'

/** What stands in the place of a link, once nobody is writing. */
export type SettledSight =
  /** Nothing; in a folder: no export but those that were dealt with. */
  | ({ readonly kind: 'missing' } & Stray)
  /** It is there, but of no use as it is. */
  | { readonly kind: 'unfit'; readonly problem: string }
  | WholeFile

export type Sight = SettledSight | { readonly kind: 'unsettled'; readonly lookAgainInMs: number }

interface Stray {
  /** In a folder: the name of a newer file that is no export. */
  readonly stray?: string
}

export interface WholeFile extends Stray {
  readonly kind: 'whole'
  readonly name: string
  readonly text: string
  readonly hash: string
  /** In bytes. */
  readonly size: number
  /** In ms. */
  readonly savedAt: number
  readonly state: string
  /** The type of the app that it looks to be an export of; empty where of none. */
  readonly looks: string
}

/** The end of a link where its file is. */
export interface FileEnd {
  /** Looks, and reads what has settled, or what is there now. @throws LinkError where that cannot be */
  look(baseline: Baseline, when?: 'settled' | 'now'): Promise<Sight>
  /** Whether there is something else than what was looked at last. */
  hasChanged(baseline: Baseline): Promise<boolean>
  /**
   * Writes the file, or one beside the exports; what was there is kept as a backup.
   * @param expected the state that the file must still be in; any, if undefined @throws LinkError
   */
  write(settings: SettingsFile, expected?: string): Promise<Written & { readonly ownState: string }>
}

/** A file that has not changed for so long is whole. */
const settledMs = 1_000
/** One that was last changed so long ago is, too, when it is seen for the first time. */
const oldMs = 10_000
/** How long a file may stay empty, or half a JSON text, before a person is told. */
const incompleteTimeoutMs = 30_000
/** How many backups of a file are kept beside it. */
const maxBackups = 5

interface Parts {
  readonly link: Pick<Link, 'app' | 'path' | 'kind' | 'declined' | 'createdAt'>
  readonly form: ExportForm
  readonly now: Clock
  readonly timers: Timers
}

export function createFileEnd({ link, form, now, timers }: Parts): FileEnd {
  const own = ownName(link.app, form)
  const target = link.kind === 'file' ? link.path : join(link.path, own)
  const findExport = createFindExport(link, form, own)
  /** What was seen last, and since when. */
  let seen: { readonly state: string; readonly since: number } | undefined
  let lookedAt: string | undefined

  const find = async (baseline: Baseline): Promise<FoundExport> => {
    if (link.kind === 'folder') return findExport(baseline)
    const stats = await stat(link.path).catch(unlessMissing)
    if (!stats) return {}
    refuseUnfit(link.path, stats)
    return { file: { path: link.path, name: basename(link.path), stats } }
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
    if (waited >= incompleteTimeoutMs) return { kind: 'unfit', problem }
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
    if (link.kind === 'file' && link.declined?.includes(state)) {
      const problem = `"${path}" is not sent: you have said that it is not meant. It is looked at again when it has changed.`
      return { kind: 'unfit', problem }
    }
    return {
      kind: 'whole',
      name,
      text,
      hash: hashOf(text),
      size: stats.size,
      savedAt: savedAt.getTime(),
      state,
      looks: form.looksOf(text),
    }
  }

  const lookAt = async ({ file, stray }: FoundExport, when: 'settled' | 'now'): Promise<Sight> => {
    const strays = stray === undefined ? {} : { stray }
    if (!file) {
      seen = undefined
      return { kind: 'missing', ...strays }
    }
    const lookAgainInMs = settle(file.stats)
    if (lookAgainInMs > 0 && when === 'settled') return { kind: 'unsettled', lookAgainInMs }
    const sight = await read(file)
    return sight.kind === 'whole' ? { ...sight, ...strays } : sight
  }

  /** A backup that was made and removed has changed when the file was last touched, not what it holds. */
  const forgiveOwnTouch = async () => {
    const stats = link.kind === 'file' ? await stat(target).catch(() => undefined) : undefined
    if (stats && lookedAt?.startsWith(`${target}:${stateOf(stats)}:`)) {
      lookedAt = stateOfFound({ file: { path: target, name: basename(target), stats } })
    }
  }

  return {
    async look(baseline, when = 'settled') {
      lookedAt = undefined
      try {
        const found = await find(baseline)
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
    hasChanged: async (baseline) =>
      stateOfFound(await find(baseline).catch(() => ({}))) !== lookedAt,
    async write(settings, expected) {
      const backups = datedNames(now(), maxBackups)
      const options = { backups, ...(expected !== undefined && { expected }) }
      const written = await writeSettingsFile(target, settings, options).catch(async (error) => {
        await forgiveOwnTouch()
        throw error
      })
      const stats = await stat(target).catch(() => undefined)
      // Nobody has to wait for what the link has written itself.
      if (stats) seen = { state: fullStateOf(stats), since: timers.elapsed() - settledMs }
      return { ...written, ownState: stats ? stateOf(stats) : 'missing' }
    },
  }
}

/** Also what tells of a change within one tick of the clock of the file system. */
const fullStateOf = (stats: Stats) => `${stateOf(stats)}:${stats.ctimeMs}`

const stateOfFound = ({ file, stray = '' }: FoundExport) =>
  `${file ? `${file.path}:${fullStateOf(file.stats)}` : 'missing'}|${stray}`
