import { useQuery } from '@tanstack/react-query'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Preferences } from '../../../server/api/schemas/conflicts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Choice } from '../../ui/choice.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { preferencesOf } from './conflict-calls.ts'
import { usePreferences } from './use-preferences.ts'

/** What happens when two devices change at the same time. */
export function PreferencesSection({ app }: { app: App }) {
  const { t } = useSpeech()
  const found = useQuery(preferencesOf(app.type))
  return (
    <Section title={t('conflict.preferences')}>
      <LoadedView from={found} skeleton={<Skeleton lines={2} />}>
        {({ preferences }) => <Chosen app={app} preferences={preferences} />}
      </LoadedView>
    </Section>
  )
}

function Chosen({ app, preferences: { onConflict } }: { app: App; preferences: Preferences }) {
  const { t } = useSpeech()
  const { change, error } = usePreferences(app.type)
  return (
    <>
      <Choice
        tall
        label={t('conflict.whenBoth')}
        value={onConflict}
        options={(['newest', 'merge'] as const).map((value) => ({
          value,
          label: t(`conflict.way.${value}`),
        }))}
        onValue={(value) => change({ onConflict: value })}
      />
      <p className="soft small">{t(`conflict.wayWhat.${onConflict}`)}</p>
      <Failure error={error} />
    </>
  )
}
