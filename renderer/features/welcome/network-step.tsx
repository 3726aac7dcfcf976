import { useQuery } from '@tanstack/react-query'
import { desktop } from '../../state/desktop.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { LanAddresses } from '../hub/lan-addresses.tsx'
import { useSaveSettings } from '../hub/use-save-settings.ts'
import { StepDoor } from './step-door.tsx'
import { goToStep } from './walk.ts'

/** Lets devices on the network in, after saying what the system will ask then. */
export function NetworkStep() {
  const { t } = useSpeech()
  const settings = useQuery(resources.settings)
  const { save, busy, error } = useSaveSettings()
  return (
    <StepDoor step="network" title={t('lan.switch')} lead={t('welcome.networkLead')}>
      <LoadedView from={settings}>
        {({ lan }) =>
          // It shows as on as soon as it was asked for.
          lan && !busy ? (
            <>
              <Notice tone="good">{t('welcome.networkOn')}</Notice>
              <LanAddresses />
            </>
          ) : (
            <>
              <Notice icon="lock">
                <strong>{t('welcome.prompt')}</strong>
                <p>{t(`welcome.prompt.${desktop?.platform ?? 'linux'}`)}</p>
              </Notice>
              <Failure error={error} />
              <Button kind="primary" busy={busy} onClick={() => void save({ lan: true })}>
                {t('welcome.networkButton')}
              </Button>
            </>
          )
        }
      </LoadedView>
      <div className="walk-actions">
        <Button kind="quiet" icon="back" onClick={() => goToStep('name')}>
          {t('welcome.back')}
        </Button>
        <Button
          kind={settings.data?.lan && !busy ? 'primary' : 'quiet'}
          onClick={() => goToStep('app')}
        >
          {settings.data?.lan && !busy ? t('welcome.goOn') : t('welcome.notNow')}
        </Button>
      </div>
    </StepDoor>
  )
}
