import { Notification } from 'electron'
import type { Notice, NoticeCommand } from './notices.ts'

/** A notification that nobody refers to any more is collected, and its click lost. */
const shown = new Set<Notification>()

/** Shows a notification of the system. @returns what takes it back */
export function showNotice(
  { title, body, command, actions }: Notice,
  run: (command: NoticeCommand) => void,
): () => void {
  if (!Notification.isSupported()) return () => {}
  const notification = new Notification({
    title,
    body,
    actions: actions.map(({ label }) => ({ type: 'button', text: label })),
    ...(actions.length > 0 && { timeoutType: 'never' as const }),
  })
  const done = () => shown.delete(notification)
  notification.on('click', () => {
    run(command)
    done()
  })
  notification.on('action', ({ actionIndex }) => {
    const action = actions[actionIndex]
    if (action) run(action.command)
    done()
  })
  notification.on('close', done)
  shown.add(notification)
  notification.show()
  return () => {
    notification.close()
    done()
  }
}

/** Shows one that only tells something. */
export function showNews(title: string, body: string, onClick: () => void): void {
  showNotice({ key: '', title, body, command: { do: 'open', page: '/' }, actions: [] }, onClick)
}
