import { randomUUID } from 'node:crypto'
import { HubError } from '../lib/errors.ts'
import type { NotifyFormat } from '../lib/notify-words.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import type { HubSettings, Store } from '../storage/store.ts'
import { checkTarget } from './check-target.ts'
import { isFormat, maxTargets } from './read-targets.ts'
import { newSigningSecret } from './sign.ts'

/** What the owner says of a target. */
export interface TargetWish {
  readonly name: string
  readonly format: NotifyFormat
  readonly url: string
  readonly events: readonly string[]
  readonly language: string
  readonly private: boolean
}

/** A target whose format this hub knows. */
export type UsableTarget = NotifyTarget & { readonly format: NotifyFormat }

export const isUsable = (target: NotifyTarget): target is UsableTarget => isFormat(target.format)

/** Those that the owner has added, oldest first. */
export const keptTargets = (settings: HubSettings): readonly UsableTarget[] =>
  (settings.notify ?? []).filter(isUsable)

/** @throws HubError where the address cannot be used, or there are too many */
export async function addTarget(
  store: Store,
  wish: TargetWish,
  now: number,
): Promise<UsableTarget> {
  const target: UsableTarget = {
    ...wish,
    id: randomUUID(),
    ...(wish.format === 'json' && { secret: newSigningSecret() }),
    createdAt: now,
  }
  checkTarget(target)
  await store.settings.change((settings) => {
    const { notify = [] } = settings
    if (notify.length >= maxTargets) throw new HubError('too_many_targets', { limit: maxTargets })
    return { ...settings, notify: [...notify, target] }
  })
  return target
}

/** @throws HubError where there is none of this id, or the address cannot be used */
export function changeTarget(
  store: Store,
  id: string,
  change: Partial<TargetWish>,
): Promise<UsableTarget> {
  return store.change(async ({ settings }) => {
    const { notify = [] } = settings.get()
    const before = notify.find((one) => one.id === id)
    if (!before) throw unknownTarget()
    const { secret: _, ...rest } = { ...before, ...change }
    const format = change.format ?? before.format
    if (!isFormat(format)) throw unknownTarget()
    const secret = format === 'json' ? (before.secret ?? newSigningSecret()) : undefined
    const after: UsableTarget = { ...rest, format, ...(secret !== undefined && { secret }) }
    checkTarget(after)
    const next = notify.map((one) => (one === before ? after : one))
    await settings.change((now) => ({ ...now, notify: next }))
    return after
  })
}

/** @throws HubError where there is none of this id */
export function removeTarget(store: Store, id: string): Promise<NotifyTarget> {
  return store.change(async ({ settings }) => {
    const { notify = [] } = settings.get()
    const gone = notify.find((one) => one.id === id)
    if (!gone) throw unknownTarget()
    await settings.change((now) => ({ ...now, notify: notify.filter((one) => one !== gone) }))
    return gone
  }, 'reserved')
}

export const unknownTarget = () => new HubError('target_unknown')
