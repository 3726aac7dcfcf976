import type { LinkView } from '../../../server/links/link.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { fileName } from './link-state.ts'

export type Asking = 'take' | 'send' | 'remove'

interface LinkConfirmProps {
  what: Asking
  link: LinkView
  name: string
  onClose: () => void
}

/** Asks once before a file is replaced, newer settings are put aside, or a link ends. */
export function LinkConfirm({ what, link, name, onClose }: LinkConfirmProps) {
  const { t } = useSpeech()
  const file = fileName(link.path)
  const run = async () => {
    if (!desktop) return
    if (what === 'remove') await asked(desktop.removeLink(link.id))
    else await asked(desktop.syncLink(link.id, what === 'take' ? 'to-file' : 'to-hub'))
    if (what === 'take') showToast(t('files.taken', { file }))
    if (what === 'send') showToast(t('files.sent', { app: name }))
    if (what === 'remove') showToast(t('files.removed', { file }))
  }
  return (
    <Confirm
      title={t(`files.ask.${what}.title`, { file })}
      action={t(`files.ask.${what}.button`)}
      onConfirm={run}
      onClose={onClose}
    >
      <p>{t(`files.ask.${what}.what`, { app: name })}</p>
    </Confirm>
  )
}
