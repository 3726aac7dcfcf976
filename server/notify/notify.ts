import { createEmitter } from '../lib/emitter.ts'
import type { Timers } from '../lib/timers.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import type { Store } from '../storage/store.ts'
import { write } from './formats.ts'
import { messageOf, type Speaker } from './message.ts'
import { createNews, type Notice, sameAs } from './notice.ts'
import { createOutbox, type Outbox, type Waiting } from './outbox.ts'
import { type Outcome, type PostOptions, post } from './post.ts'
import { isUsable, keptTargets, type UsableTarget, unknownTarget } from './targets.ts'

export interface NotifyParts {
  readonly store: Store
  /** Those that the configuration names. */
  readonly fixed: readonly NotifyTarget[]
  /** The configuration says that every target may be in a private network. */
  readonly allowPrivate: boolean
  readonly speaker: () => Speaker
  readonly now: () => number
  readonly timers: Timers
  readonly log: NotifyLog
  /** What a test puts in the place of the real thing. */
  readonly post?: Pick<PostOptions, 'lookup' | 'timeoutMs'> | undefined
}

export interface NotifyLog {
  warn(values: object, message: string): void
  error(values: object, message: string): void
}

/** A target, and how it is doing. */
export interface TargetState {
  readonly target: UsableTarget
  /** It is named by the configuration, and cannot be changed here. */
  readonly fixed: boolean
  readonly waiting: number
  /** How the last message went, since the hub was started. */
  readonly last: { readonly at: number; readonly outcome: Outcome } | undefined
}

export interface Notify {
  /** Tells whoever listens and every target that wants to know, unless it was told already. */
  tell(notice: Notice): void
  /** What was told before is over: the same is news again. */
  over(notice: Notice): void
  /** @returns a function that ends it */
  listen(listener: (notice: Notice) => void): () => void
  targets(): readonly TargetState[]
  /** A target was changed: what was known of it does not hold any more. */
  changed(id: string): void
  /** Sends a test to a target, at once and once. @throws HubError where there is none of this id */
  test(id: string): Promise<Outcome>
  /** What waits is lost: nothing holds up the end of the hub. */
  close(): void
}

/** Tells the owner of what happens, wherever they are. Whoever tells it never waits. */
export function startNotify(parts: NotifyParts): Notify {
  const { store, now, timers, log } = parts
  const news = createNews(now)
  const listeners = createEmitter<Notice>((err) => log.error({ err }, 'a notice was not heard'))
  const outboxes = new Map<string, Outbox>()
  const lasts = new Map<string, TargetState['last']>()
  const end = new AbortController()
  const fixed = parts.fixed.filter(isUsable)

  const all = () => [...fixed, ...keptTargets(store.settings.get())]
  const find = (id: string) => all().find((target) => target.id === id)

  const send = async (target: UsableTarget, waiting: Omit<Waiting, 'since'>): Promise<Outcome> => {
    try {
      const message = messageOf(waiting, target.language, parts.speaker())
      return await post(write(target, message, now()), {
        private: target.private || parts.allowPrivate,
        signal: end.signal,
        ...parts.post,
      })
    } catch (err) {
      log.error({ err, target: target.id }, 'a notification could not be written')
      return { code: 'unreachable', reason: 'internal' }
    }
  }

  const note = (id: string, outcome: Outcome) => {
    if (find(id)) lasts.set(id, { at: now(), outcome })
    if (outcome.code === 'delivered') return
    const { status } = { status: undefined, ...outcome }
    log.warn({ target: id, code: outcome.code, status }, 'a notification was not delivered')
  }

  const outboxOf = (id: string): Outbox => {
    const known = outboxes.get(id)
    if (known) return known
    const made = createOutbox({
      timers,
      now,
      // It may have been changed or removed while something waited.
      send: async (waiting) => {
        const target = find(id)
        return target ? send(target, waiting) : { code: 'stopped' }
      },
      onDone: (outcome) => note(id, outcome),
    })
    outboxes.set(id, made)
    return made
  }

  /** Forgets what belongs to targets that were removed. */
  const tidy = () => {
    for (const [id, outbox] of outboxes) {
      if (find(id)) continue
      outbox.stop()
      outboxes.delete(id)
      lasts.delete(id)
    }
  }

  return {
    tell(notice) {
      if (end.signal.aborted || !news.isNew(notice)) return
      listeners.emit(notice)
      tidy()
      for (const { id, events } of all()) if (events.includes(notice.kind)) outboxOf(id).add(notice)
    },
    over: (notice) => news.over(sameAs(notice)),
    listen: listeners.listen,
    targets: () =>
      all().map((target) => ({
        target,
        fixed: fixed.includes(target),
        waiting: outboxes.get(target.id)?.waiting() ?? 0,
        last: lasts.get(target.id),
      })),
    changed: (id) => void lasts.delete(id),
    async test(id) {
      const target = find(id)
      if (!target) throw unknownTarget()
      const waiting = {
        id: `msg_test_${timers.elapsed()}`,
        telling: { kind: 'test' } as const,
        at: now(),
      }
      const outcome = await send(target, waiting)
      note(id, outcome)
      return outcome
    },
    close() {
      end.abort()
      for (const outbox of outboxes.values()) outbox.stop()
    },
  }
}
