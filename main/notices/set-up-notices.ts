import { watchShrinks } from '../hub/shrinks.ts'
import type { Program } from '../program.ts'
import type { Shrink } from '../status.ts'
import { createNoticeBoard, type NoticeCommand, noticesOf, shrinkNotice } from './notices.ts'
import { showNotice } from './show-notice.ts'

/** Tells the person what they should know, by the notifications of the system. */
export function setUpNotices(program: Program, run: (command: NoticeCommand) => void): void {
  const { running, status, texts, log } = program
  const board = createNoticeBoard((notice) => showNotice(notice, run))
  const tell = (shrink: Shrink) => board.tell(shrinkNotice(shrink, texts))
  const onError = (err: unknown) => log.error({ err }, 'the history could not be looked at')
  running.attach((hub) => watchShrinks(hub, tell, onError))
  status.onChange((now) => {
    board.update(noticesOf(now, texts))
    const { step, version } = now.updates
    // Only this program looks for new versions; its hub tells an owner who is elsewhere.
    if (step === 'ready' && version !== undefined) {
      running.hub.notices.tell({ kind: 'update', version })
    }
  })
  board.update(noticesOf(status.get(), texts))
}
