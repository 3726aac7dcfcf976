import { useSpeech } from '../texts/speech.tsx'
import { Button, type ButtonKind } from './button.tsx'
import type { IconName } from './icon.tsx'

interface SubmitFooterProps {
  /** What the button says: the very thing that will happen. */
  action: string
  icon?: IconName
  kind?: ButtonKind
  busy: boolean
  disabled?: boolean | undefined
  onCancel: () => void
}

/** The end of a form in a dialog: do it, or leave. */
export function SubmitFooter({ action, icon, kind, busy, disabled, onCancel }: SubmitFooterProps) {
  const { t } = useSpeech()
  return (
    <div className="actions end">
      <Button onClick={onCancel}>{t('action.cancel')}</Button>
      <Button
        kind={kind ?? 'primary'}
        {...(icon && { icon })}
        type="submit"
        busy={busy}
        disabled={disabled}
      >
        {action}
      </Button>
    </div>
  )
}

/** The end of a dialog that only shows something. */
export function DoneFooter({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech()
  return (
    <div className="actions end">
      <Button kind="primary" onClick={onDone}>
        {t('action.done')}
      </Button>
    </div>
  )
}
