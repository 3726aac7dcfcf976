import { toggle } from '../lib/config-values.ts'
import { readTargets } from '../notify/read-targets.ts'
import { option, secretOption } from './option.ts'

/** Where the owner is told of what happens. */
export const notifyOptions = {
  notifyTargets: secretOption(
    'NOTIFY_URL',
    readTargets,
    'Where the owner is told of what happens, such as ntfy+https://ntfy.sh/my-topic, with spaces or line breaks between several; see docs/notifications.md.',
  ),
  notifyPrivate: option(
    'NOTIFY_PRIVATE',
    'off',
    toggle,
    'Whether every target may be in a private network or on this machine.',
  ),
} as const
