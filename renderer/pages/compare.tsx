import { useMemo } from 'react'
import type { App, Version } from '../api/types.ts'
import { AppLogo } from '../components/app-logo.tsx'
import { Button } from '../components/button.tsx'
import { ComparisonView } from '../components/compare/comparison-view.tsx'
import { VersionChoice } from '../components/compare/version-choice.tsx'
import { comparePath } from '../components/history/compare-path.ts'
import { restoreVersion } from '../components/history/restore.ts'
import { Icon } from '../components/icon.tsx'
import { Link } from '../components/link.tsx'
import { LoadedView, Waiting } from '../components/loading.tsx'
import { Page } from '../components/page.tsx'
import { Failure, Problem } from '../components/problem.tsx'
import { useAction } from '../components/use-action.ts'
import { compareSettings } from '../diff/compare-settings.ts'
import { navigate } from '../router.ts'
import { resources } from '../state/hub.ts'
import { useResource } from '../state/use-resource.ts'
import { useSpeech } from '../texts/speech.tsx'
import { NotFoundPage } from './not-found.tsx'

interface ComparePageProps {
  type: string
  older: number
  newer: number
}

/** Two versions of an app's settings, and what is different. */
export function ComparePage({ type, older, newer }: ComparePageProps) {
  const { t } = useSpeech()
  const apps = useResource(resources.apps)
  const history = useResource(resources.history(type))
  const app = apps.data?.find((each) => each.type === type)
  if (apps.data && !app) return <NotFoundPage />
  const choose = (from: number, to: number) =>
    navigate(comparePath(type, from, to), { replace: true })
  return (
    <Page
      title={t('compare.title')}
      before={<AppLogo app={type} size={48} />}
      above={
        <Link to={`/apps/${encodeURIComponent(type)}`} className="back">
          <Icon name="back" size={18} />
          {app?.name ?? type}
        </Link>
      }
    >
      <LoadedView from={history}>
        {(versions) => (
          <div className="compare-choice">
            <VersionChoice
              label={t('compare.older')}
              versions={versions}
              value={older}
              onValue={(version) => choose(version, newer)}
            />
            <Button kind="quiet" icon="rotate" onClick={() => choose(newer, older)}>
              {t('compare.swap')}
            </Button>
            <VersionChoice
              label={t('compare.newer')}
              versions={versions}
              value={newer}
              onValue={(version) => choose(older, version)}
            />
          </div>
        )}
      </LoadedView>
      {app && <Contents app={app} older={older} newer={newer} versions={history.data ?? []} />}
    </Page>
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
  const before = useResource(resources.version(app.type, older))
  const after = useResource(resources.version(app.type, newer))
  const texts = before.data && after.data && { before: before.data.data, after: after.data.data }
  const comparison = useMemo(
    () => texts && compareSettings(texts.before, texts.after, app.export.volatile),
    [texts?.before, texts?.after, app, texts],
  )
  const failed = [before, after].find(({ error, data }) => error && !data)
  if (failed?.error) {
    return <Problem error={failed.error} onRetry={failed.reload} />
  }
  if (!comparison || !before.data || !after.data) return <Waiting text={t('compare.loading')} />
  return (
    <>
      <ComparisonView
        comparison={comparison}
        before={before.data.version}
        after={after.data.version}
      />
      <RestoreEither app={app} shown={[older, newer]} versions={versions} />
    </>
  )
}

/** Having seen the difference, a person may want the other version back. */
function RestoreEither({
  app,
  shown,
  versions,
}: {
  app: App
  shown: number[]
  versions: readonly Version[]
}) {
  const { t } = useSpeech()
  const current = versions.find((version) => version.current)?.version
  const { start, busy, error } = useAction((version: number) =>
    restoreVersion(t, app.type, version, current),
  )
  const others = shown.filter(
    (version, index) => version !== current && shown.indexOf(version) === index,
  )
  return (
    <>
      <Failure error={error} />
      <div className="actions">
        {others.map((version) => (
          <Button key={version} icon="restore" busy={busy} onClick={() => void start(version)}>
            {t('compare.restore', { version })}
          </Button>
        ))}
      </div>
    </>
  )
}
