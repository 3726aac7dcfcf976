import { useQuery } from '@tanstack/react-query'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Settings } from '../../../server/api/schemas/hub-settings.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ServiceSwitches } from './service-switches.tsx'

/** Which apps this hub keeps in step. Turning one off keeps its settings. */
export function AppsSection({ settings }: { settings: Settings }) {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  const { start, error } = useAction(async (app: App, on: boolean) => {
    const appsOff = on
      ? settings.appsOff.filter((type) => type !== app.type)
      : [...settings.appsOff, app.type]
    void edit(resources.settings, (old) => ({ ...old, appsOff }))
    try {
      const saved = await calls.changeSettings({ appsOff })
      void edit(resources.settings, () => saved)
    } finally {
      void refresh.hub()
    }
  })
  return (
    <Section title={t('hub.apps')} lead={t('hub.appsLead')}>
      <LoadedView from={apps} skeleton={<Skeleton lines={4} />}>
        {(all) => (
          <ul className="switches">
            {all.map((app) => (
              <li key={app.type}>
                <Switch
                  on={!settings.appsOff.includes(app.type)}
                  onChange={(on) => void start(app, on)}
                >
                  <AppLogo app={app.type} size={28} />
                  {app.name}
                </Switch>
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
      <Failure error={error} />
      <ServiceSwitches settings={settings} />
    </Section>
  )
}
