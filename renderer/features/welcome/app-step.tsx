import { useQuery } from '@tanstack/react-query'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { AppPicker } from '../apps/app-picker.tsx'
import { StepDoor } from './step-door.tsx'
import { endWelcome, goToStep } from './walk.ts'

/** The first app: one that speaks to hubs gets a device, any other gets its file linked. */
export function AppStep() {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  return (
    <StepDoor step="app" title={t('dashboard.pick')} lead={t('welcome.appLead')}>
      <LoadedView from={apps} skeleton={<Skeleton lines={5} />}>
        {(all) => (
          <AppPicker
            apps={all}
            first="built-in"
            onPick={({ type, connects }) =>
              endWelcome(connects === 'file' ? `/files?app=${type}` : `/apps/${type}?connect`)
            }
            onOther={() => endWelcome('/files?other')}
          />
        )}
      </LoadedView>
      <div className="walk-actions">
        <Button kind="quiet" icon="back" onClick={() => goToStep('network')}>
          {t('welcome.back')}
        </Button>
        <Button kind="quiet" onClick={() => endWelcome()}>
          {t('welcome.lookAround')}
        </Button>
      </div>
    </StepDoor>
  )
}
