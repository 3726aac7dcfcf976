import { useSpeech } from '../texts/speech.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** A page that could not be drawn: mostly one that the hub replaced by an update meanwhile. */
export function Broken() {
  const { t } = useSpeech()
  return (
    <div className="problem" role="alert">
      <Icon name="warning" size={28} />
      <p>{t('state.broken')}</p>
      <Button icon="rotate" onClick={() => location.reload()}>
        {t('action.reload')}
      </Button>
    </div>
  )
}
