import { EventEmitter } from 'node:events'
import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron'
import { control } from './control.ts'
import { preventable } from './preventable.ts'
import { wholeClass } from './whole.ts'

const all: NotificationDouble[] = []

/** What the system would show at the edge of the screen. */
class NotificationDouble extends EventEmitter {
  static isSupported() {
    return true
  }
  readonly options: NotificationConstructorOptions
  isShown = false

  constructor(options: NotificationConstructorOptions = {}) {
    super()
    this.options = options
  }
  show() {
    this.isShown = true
    if (!all.includes(this)) all.push(this)
    this.emit('show')
  }
  close() {
    if (!this.isShown) return
    this.isShown = false
    this.emit('close', {})
  }
}

NotificationDouble satisfies {
  new (options?: NotificationConstructorOptions): Pick<ElectronNotification, 'show' | 'close'>
} & Pick<typeof ElectronNotification, 'isSupported'>

control.answer({
  notices: () =>
    all.map(({ options, isShown }) => ({
      title: options.title ?? '',
      body: options.body ?? '',
      actions: (options.actions ?? []).map(({ text }) => text ?? ''),
      isShown,
    })),
  pressNotice(index, action) {
    const notice = all[index]
    if (!notice?.isShown) throw new Error('This notification is not to be seen.')
    // The system takes a notification away once it was pressed.
    notice.isShown = false
    if (action === undefined) notice.emit('click', {})
    else notice.emit('action', preventable({ actionIndex: action }), action)
  },
})

export const Notification = wholeClass<typeof ElectronNotification>(
  'Notification',
  NotificationDouble,
)
