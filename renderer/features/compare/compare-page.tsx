import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { LoadedView, Waiting } from '../../ui/loading.tsx'
import { Problem } from '../../ui/problem.tsx'
import { AppSubpage } from '../apps/app-subpage.tsx'
import { KeepOnDevice } from '../conflicts/keep-on-device.tsx'
import { settingsActions } from '../history/slot-actions.ts'
import { ComparisonView } from './comparison-view.tsx'
import { compareSettings } from './diff/compare-settings.ts'
import { RestoreEither } from './restore-either.tsx'
import { VersionPair } from './version-pair.tsx'

interface ComparePageProps {
  type: string
  older: number
  newer: number
}

/** Two versions of an app's settings, and what is different. */
export function ComparePage({ type, older, newer }: ComparePageProps) {
  const { t } = useSpeech()
  const history = useQuery(resources.history(type))
  const slot = settingsActions(type)
  return (
    <AppSubpage type={type} title={t('compare.title')}>
      {(app) => (
        <>
          <LoadedView from={history}>
            {(versions) => (
              <VersionPair slot={slot} versions={versions} older={older} newer={newer} />
            )}
          </LoadedView>
          {app && <Contents app={app} older={older} newer={newer} versions={history.data ?? []} />}
        </>
      )}
    </AppSubpage>
  )
}

interface ContentsProps {
  app: App
  older: number
  newer: number
  versions: readonly Version[]
}

function Contents({ app, older, newer, versions }: ContentsProps) {
  const { t } = useSpeech()
  const before = useQuery(resources.version(app.type, older))
  const after = useQuery(resources.version(app.type, newer))
  const texts = before.data && after.data && { before: before.data.data, after: after.data.data }
  const comparison = useMemo(
    () =>
      texts && compareSettings(texts.before, texts.after, app.export.volatile, app.export.fileName),
    [texts?.before, texts?.after, app, texts],
  )
  const failed = [before, after].find(({ error, data }) => error && !data)
  if (failed?.error) {
    return <Problem error={failed.error} onRetry={() => void failed.refetch()} />
  }
  if (!comparison || !before.data || !after.data) return <Waiting text={t('compare.loading')} />
  return (
    <>
      <ComparisonView
        comparison={comparison}
        before={before.data.version}
        after={after.data.version}
        actionFor={(change) => <KeepOnDevice app={app.type} change={change} />}
      />
      <RestoreEither slot={settingsActions(app.type)} shown={[older, newer]} versions={versions} />
    </>
  )
}
