import type { NotifyFormat } from '../lib/notify-words.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import { write } from './formats.ts'
import { messageOf } from './message.ts'

/** Whether a message can be written for a target at all. @throws HubError that says what its address lacks */
export function checkTarget(
  target: Pick<NotifyTarget, 'url' | 'secret'> & { readonly format: NotifyFormat },
): void {
  const hub = { id: '', name: '' }
  const speaker = { hub, publicUrl: undefined, appName: (type: string) => type }
  write(target, messageOf({ id: '', telling: { kind: 'test' }, at: 0 }, 'en', speaker), 0)
}

/**
 * An address as it may be shown: where it leads, and neither user nor path nor what is asked, each of
 * which may be the secret.
 */
export function shownAddress(address: string): string {
  const url = URL.parse(address)
  if (!url) return ''
  return `${url.protocol}//${url.host}/${url.pathname.length > 1 || url.search ? '…' : ''}`
}
