import { useSpeech } from '../texts/speech.tsx'
import { Button } from './button.tsx'

interface SaveActionsProps {
  busy: boolean
  /** Puts everything back as it was. */
  onCancel: () => void
}

/** The end of a form that was changed: keep it, or not. */
export function SaveActions({ busy, onCancel }: SaveActionsProps) {
  const { t } = useSpeech()
  return (
    <div className="actions">
      <Button kind="primary" type="submit" busy={busy}>
        {t('action.save')}
      </Button>
      <Button onClick={onCancel}>{t('action.cancel')}</Button>
    </div>
  )
}
