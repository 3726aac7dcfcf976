import { BackupsSection } from '../components/backups/backups-section.tsx'
import { ComputerSection } from '../components/desktop/computer-section.tsx'
import { AppsSection } from '../components/hub/apps-section.tsx'
import { HubNameSection } from '../components/hub/hub-name-section.tsx'
import { NetworkSection } from '../components/hub/network-section.tsx'
import { RetentionSection } from '../components/hub/retention-section.tsx'
import { StatusSection } from '../components/hub/status-section.tsx'
import { LoadedView, Skeleton } from '../components/loading.tsx'
import { Page } from '../components/page.tsx'
import { resources } from '../state/hub.ts'
import { useResource } from '../state/use-resource.ts'
import { useSpeech } from '../texts/speech.tsx'

/** What the owner sets for the whole hub, and how the hub is doing. */
export function HubPage() {
  const { t } = useSpeech()
  const settings = useResource(resources.settings)
  return (
    <Page title={t('hub.title')}>
      <div className="two-columns">
        <div>
          <StatusSection />
          <NetworkSection />
          <BackupsSection />
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
