import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { type Clock, seconds } from '../lib/clock.ts'
import { inTurn } from '../lib/in-turn.ts'
import { realTimers, type Timers } from '../lib/timers.ts'
import { type ExportForm, exportForms } from './exports.ts'
import { createFileWatch, type WatchFolder, watchFolder } from './file-watch.ts'
import type { HubEndFor } from './hub-end.ts'
import { answered, type LinkChange, type LinkLog, type LinkView, type Transfer } from './link.ts'
import { LinkError } from './link-error.ts'
import { linksFile, type StoredLink } from './links-file.ts'
import { makeLink, type NewLink } from './new-link.ts'
import { openHubOf, type ThisHub } from './open-hub.ts'
import { openProgressStore } from './progress-store.ts'
import { isHere, type SeeHttps, seeHttps } from './prove-hub.ts'
import { viewOf } from './read-links.ts'
import { type Scheduler, startScheduler } from './scheduler.ts'

export interface LinksOptions {
  /** The file that links and their keys are kept in; what is known of each stands beside it. */
  readonly file: string
  /** Missing where no hub runs in this program; links with it are refused then. */
  readonly thisHub?: ThisHub
  readonly now: Clock
  readonly log: LinkLog
  /** Told of every change of `list()`. */
  readonly onChange: (links: readonly LinkView[]) => void
  /** How apps export; the app modules that come with the hub know it unless said otherwise. */
  readonly exportOf?: (app: string) => ExportForm
  readonly overrides?: LinksOverrides
}

/** What a test may put in the place of the real thing. */
export interface LinksOverrides {
  readonly timers?: Timers
  readonly watchFolder?: WatchFolder
  readonly hubEnd?: HubEndFor
  readonly seeHttps?: SeeHttps
}

/** Every link, at work until it is closed. What methods throw is a LinkError: a sentence. */
export interface Links {
  list(): readonly LinkView[]
  /** What was wrong with the file of links when it was opened, in words; it was set aside then. */
  readonly problem: string | undefined
  add(link: NewLink): Promise<LinkView>
  change(id: string, change: LinkChange): Promise<LinkView>
  /** Says whether the export that the link asks about is meant. */
  answer(id: string, isMeant: boolean): Promise<void>
  /** Ends the link, and the key that this hub made for it; the file and the settings on the hub stay. */
  remove(id: string): Promise<void>
  /** Sends the file now, as the newest, or takes what the hub has into the file, with a backup. */
  syncNow(id: string, direction: Transfer['direction']): Promise<void>
  /** Pauses all links, or lets them go on; not kept. */
  setPaused(all: boolean): void
  /** After sleep, or when the network has changed: looks at everything at once. */
  wake(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** How often files are looked at even where nobody tells of a change, as on network drives. */
const tickMs = seconds(30)

interface Running {
  readonly link: StoredLink
  readonly scheduler: Scheduler
}

/** Opens the links of a file and sets them to work. @throws LinkError where it cannot be used */
export async function openLinks(options: LinksOptions): Promise<Links> {
  const { now, log, thisHub, overrides = {} } = options
  const timers = overrides.timers ?? realTimers
  const folderWatch = overrides.watchFolder ?? watchFolder
  const { hubEnd } = overrides
  const see = overrides.seeHttps ?? seeHttps
  const exportOf = options.exportOf ?? builtInExports()

  const kept = linksFile(options.file)
  const { links: opened, problem } = await kept.open(now())
  if (problem !== undefined) log.error({ file: options.file }, problem)
  const running = new Map<string, Running>()
  let stored: readonly StoredLink[] = []
  let allPaused = false
  let closed = false

  const notify = () => {
    if (!closed) options.onChange(list())
  }
  const progress = await openProgressStore(kept, log, notify)
  const list = () => stored.map((link) => viewOf(link, progress.get(link.id)))

  const openHub = (link: StoredLink) => openHubOf(link, thisHub, hubEnd)

  const start = (link: StoredLink) => {
    const scheduler = startScheduler({
      link,
      form: exportOf(link.app),
      progress,
      paused: allPaused || link.paused,
      openHub: () => openHub(link),
      now,
      timers,
      watchFolder: folderWatch,
      log,
    })
    running.set(link.id, { link, scheduler })
    void keepPin(link).catch(onFault)
  }

  /** Links of earlier versions, and those whose hub was away, get to know their hub for good. */
  const keepPin = async ({ id, hub }: StoredLink) => {
    if (hub.kind === 'this' || hub.pin !== undefined || !/^http:/i.test(hub.url)) return
    const seen = isHere(hub.url) ? 'none' : await see(hub.url)
    if (closed || typeof seen === 'string') return
    const { url, fingerprint, isTrusted } = seen
    const proven = { ...hub, url, ...(!isTrusted && { pin: fingerprint }) }
    await change((links) => links.map((link) => (link.id === id ? { ...link, hub: proven } : link)))
  }

  const end = async (id: string) => {
    const one = running.get(id)
    running.delete(id)
    await one?.scheduler.stop()
  }

  /** Starts what is new, ends what is gone, and what has changed anew; one call after the other. */
  const arrange = (
    read: () => Promise<readonly StoredLink[] | undefined>,
    anew = false,
  ): Promise<void> =>
    inTurn(running, async () => {
      const next = await read()
      if (closed || !next) return
      stored = next
      const gone = [...running.values()].filter(
        ({ link }) => anew || !next.some((one) => isSame(one, link)),
      )
      await Promise.all(gone.map(({ link }) => end(link.id)))
      progress.keepOnly(next.map(({ id }) => id))
      for (const link of next) if (!running.has(link.id)) start(link)
      notify()
    })

  const change = (next: (links: readonly StoredLink[]) => readonly StoredLink[]) =>
    arrange(() => kept.change(next, stored))

  /** Another program may have changed the file. */
  const reload = () =>
    arrange(async () => {
      const found = await kept.read()
      return JSON.stringify(found) === JSON.stringify(stored) ? undefined : found
    })
  const onFault = (err: unknown) => log.error({ err }, 'the list of linked files cannot be read')
  const fileWatch = createFileWatch({
    link: { path: options.file, kind: 'file' },
    watchFolder: folderWatch,
    onChange: () => void reload().catch(onFault),
  })

  let reloading: Promise<void> = Promise.resolve()
  const lookAtList = () => {
    reloading = fileWatch.renew().then(reload).catch(onFault)
  }
  const wake = () => {
    lookAtList()
    for (const { scheduler } of running.values()) scheduler.wake()
  }
  let callOff = () => {}
  let lastTick = now()
  const tick = () => {
    callOff = timers.after(tickMs, tick)
    // The machine has slept: what was open is not any more.
    if (Math.abs(now() - lastTick) > 4 * tickMs) wake()
    lastTick = now()
    lookAtList()
    for (const { scheduler } of running.values()) scheduler.tick()
  }
  callOff = timers.after(tickMs, tick)

  const known = (id: string) => {
    const link = stored.find((one) => one.id === id)
    if (!link) throw new LinkError('There is no such link.', 404)
    return link
  }
  const viewNow = (id: string) => viewOf(known(id), progress.get(id))

  await arrange(async () => opened)
  await fileWatch.renew()

  return {
    list,
    problem,
    async add(wish) {
      const keys = wish.hub.kind === 'this' ? thisHub : undefined
      const link = await makeLink(wish, stored, {
        now: now(),
        openHub,
        form: exportOf(wish.app),
        ...(keys && { newKey: keys.newKey, revokeKey: keys.revokeKey }),
      })
      await change((links) => [...links, link])
      return viewNow(link.id)
    },
    async change(id, wish) {
      known(id)
      await change((links) => links.map((link) => (link.id === id ? { ...link, ...wish } : link)))
      return viewNow(id)
    },
    async answer(id, isMeant) {
      const { question } = viewNow(id)
      if (!question) throw new LinkError('The link asks nothing.', 409)
      await change((links) =>
        links.map((link) => (link.id === id ? answered(link, question, isMeant) : link)),
      )
    },
    async remove(id) {
      const { hub, keyId } = known(id)
      await change((links) => links.filter((one) => one.id !== id))
      await progress.save()
      if (keyId === undefined || hub.kind !== 'this' || !thisHub) return
      await thisHub.revokeKey(keyId).catch((err) => {
        log.warn({ err, link: id }, 'the key of a removed link could not be revoked')
        throw new LinkError(
          `The link is removed, but its key is still valid: ${err.message} Revoke it in the window.`,
          409,
        )
      })
    },
    async syncNow(id, direction) {
      known(id)
      await running.get(id)?.scheduler.syncNow(direction)
    },
    setPaused(all) {
      if (all === allPaused) return
      allPaused = all
      void arrange(async () => stored, true).catch(onFault)
    },
    wake,
    async idle() {
      await reloading
      await inTurn(running, async () => {})
      await Promise.all([...running.values()].map(({ scheduler }) => scheduler.idle()))
    },
    async close() {
      callOff()
      fileWatch.close()
      await inTurn(running, async () => {
        closed = true
        await Promise.all([...running.keys()].map(end))
      })
    },
  }
}

const isSame = (a: StoredLink, b: StoredLink) => JSON.stringify(a) === JSON.stringify(b)

/** How the apps export whose modules come with the hub. */
export function builtInExports(): (app: string) => ExportForm {
  return exportForms(loadAppModules([builtInModules]).modules)
}
