import { isoTime } from '../../lib/clock.ts'
import {
  type NoticeKind,
  type NoticeLanguage,
  noticeKinds,
  noticeLanguages,
} from '../../lib/notify-words.ts'
import { shownAddress } from '../../notify/check-target.ts'
import type { TargetState } from '../../notify/notify.ts'
import type { Outcome } from '../../notify/post.ts'
import type { Delivery, Target } from '../schemas/notify.ts'

/** A target without its secrets. */
export const targetView = ({ target, fixed, waiting, last }: TargetState): Target => ({
  id: target.id,
  name: target.name,
  format: target.format,
  address: shownAddress(target.url),
  events: noticeKinds.filter((kind: NoticeKind) => target.events.includes(kind)),
  language: noticeLanguages.find((one: NoticeLanguage) => one === target.language) ?? 'en',
  private: target.private,
  fixed,
  signed: target.secret !== undefined,
  waiting,
  ...(last && { last: { at: isoTime(last.at), ...deliveryView(last.outcome) } }),
})

export function deliveryView(outcome: Outcome): Delivery {
  if (outcome.code === 'answered') return { code: outcome.code, status: outcome.status }
  return outcome as Delivery
}
