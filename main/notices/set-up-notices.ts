import { watchShrinks } from '../hub/shrinks.ts'
import type { Program } from '../program.ts'
import type { Shrink } from '../status.ts'
import { createNoticeBoard, type NoticeCommand, noticesOf, shrinkNotice } from './notices.ts'
import { showNotice } from './show-notice.ts'

/** Tells the person what they should know, by the notifications of the system. */
export function setUpNotices(program: Program, run: (command: NoticeCommand) => void): void {
  const { running, api, status, texts, log } = program
  const board = createNoticeBoard((notice) => showNotice(notice, run))
  const tell = (shrink: Shrink) => board.tell(shrinkNotice(shrink, texts))
  const onError = (err: unknown) => log.error({ err }, 'the history could not be looked at')
  running.attach((hub) => watchShrinks(hub, api, tell, onError))
  status.onChange((now) => board.update(noticesOf(now, texts)))
  board.update(noticesOf(status.get(), texts))
}
