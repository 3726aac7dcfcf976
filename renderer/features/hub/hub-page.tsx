import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { BackupsSection } from '../backups/backups-section.tsx'
import { ComputerSection } from '../desktop/computer-section.tsx'
import { AppsSection } from './apps-section.tsx'
import { HubNameSection } from './hub-name-section.tsx'
import { NetworkSection } from './network-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import { StatusSection } from './status-section.tsx'

const NotifySection = lazy(async () => ({
  default: (await import('../notify/notify-section.tsx')).NotifySection,
}))

/** What the owner sets for the whole hub, and how the hub is doing. */
export function HubPage() {
  const { t } = useSpeech()
  const settings = useQuery(resources.settings)
  return (
    <Page title={t('hub.title')}>
      <div className="two-columns">
        <div>
          <StatusSection />
          <NetworkSection />
          <BackupsSection />
          <Suspense fallback={<Skeleton lines={3} />}>
            <NotifySection />
          </Suspense>
        </div>
        <div>
          <ComputerSection />
          <LoadedView from={settings} skeleton={<Skeleton lines={6} />}>
            {(data) => (
              <>
                <HubNameSection name={data.hubName} />
                <RetentionSection key={JSON.stringify(data.retention)} retention={data.retention} />
                <AppsSection settings={data} />
              </>
            )}
          </LoadedView>
        </div>
      </div>
    </Page>
  )
}
