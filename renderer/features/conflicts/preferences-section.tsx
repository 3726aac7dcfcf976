import { useQuery } from '@tanstack/react-query'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Preferences } from '../../../server/api/schemas/conflicts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { preferencesOf } from './conflict-calls.ts'
import { placeOf } from './place.ts'
import { usePreferences } from './use-preferences.ts'
import './conflicts.css'

/** What happens when two devices change at the same time, and what stays on each of them. */
export function PreferencesSection({ app }: { app: App }) {
  const { t } = useSpeech()
  const found = useQuery(preferencesOf(app.type))
  return (
    <Section title={t('conflict.preferences')}>
      <LoadedView from={found} skeleton={<Skeleton lines={2} />}>
        {({ preferences, proposed }) => (
          <Chosen app={app} preferences={preferences} proposed={proposed} />
        )}
      </LoadedView>
    </Section>
  )
}

interface ChosenProps {
  app: App
  preferences: Preferences
  proposed: readonly string[]
}

function Chosen({ app, preferences, proposed }: ChosenProps) {
  const { t } = useSpeech()
  const { choose, keep, share, error } = usePreferences(app.type)
  const { onConflict, perDevice } = preferences
  const open = proposed.filter((path) => !perDevice.includes(path))
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
        onValue={(value) => void choose(value)}
      />
      <p className="soft small">{t(`conflict.wayWhat.${onConflict}`)}</p>
      {(perDevice.length > 0 || open.length > 0) && (
        <>
          <h3 className="merge-from">{t('perDevice.title')}</h3>
          <p className="soft small">{t('perDevice.what')}</p>
        </>
      )}
      <PathList
        paths={perDevice}
        action={t('perDevice.share')}
        onAction={(path) => void share(path)}
      />
      {open.length > 0 && (
        <details className="fold">
          <summary>{t('perDevice.proposed', { n: open.length })}</summary>
          <PathList
            paths={open}
            action={t('perDevice.keep')}
            onAction={(path) => void keep(path)}
          />
        </details>
      )}
      <Failure error={error} />
    </>
  )
}

interface PathListProps {
  paths: readonly string[]
  action: string
  onAction: (path: string) => void
}

function PathList({ paths, action, onAction }: PathListProps) {
  return (
    <ul className="keys">
      {paths.map((path) => (
        <li key={path} className="row">
          <div className="row-text" title={path}>
            {placeOf(path).join(' › ')}
          </div>
          <Button kind="quiet" onClick={() => onAction(path)}>
            {action}
            <span className="visually-hidden">: {placeOf(path).join(' › ')}</span>
          </Button>
        </li>
      ))}
    </ul>
  )
}
