import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Version } from '../../../../server/api/schemas/history.ts'
import { useSpeech } from '../../../texts/speech.tsx'
import { AppLogo } from '../../../ui/app-logo.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Link } from '../../../ui/link.tsx'
import { LoadedView, Waiting } from '../../../ui/loading.tsx'
import { Page } from '../../../ui/page.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { fileActions } from '../../files/file-actions.ts'
import { filePages, fileResources, nameOf } from '../../files/hub-files.ts'
import { ComparisonView } from '../comparison-view.tsx'
import { RestoreEither } from '../restore-either.tsx'
import { VersionPair } from '../version-pair.tsx'
import { compareFiles } from './compare-files.ts'
import { SizeAndHash } from './size-and-hash.tsx'
import { ZipChanges } from './zip-changes.tsx'

/** Two versions together take several times this in the memory of the page. */
const mostCompared = 16 * 1_048_576

interface FileComparePageProps {
  app: string
  path: string
  older: number
  newer: number
}

/** Two versions of a file, and what is different. */
export function FileComparePage({ app, path, older, newer }: FileComparePageProps) {
  const { t } = useSpeech()
  const history = useQuery(fileResources.history(app, path))
  const slot = fileActions(app, path)
  return (
    <Page
      title={t('compare.title')}
      before={<AppLogo app={app} size={48} />}
      above={
        <Link to={filePages.file(app, path)} className="back">
          <Icon name="back" size={18} />
          {nameOf(path)}
        </Link>
      }
    >
      <LoadedView from={history}>
        {(all) => {
          const versions = all.filter(({ mark }) => mark === undefined)
          const of = (number: number) => versions.find(({ version }) => version === number)
          const [before, after] = [of(older), of(newer)]
          return (
            <>
              <VersionPair slot={slot} versions={versions} older={older} newer={newer} />
              {before && after ? (
                <Contents app={app} path={path} before={before} after={after} />
              ) : (
                <p className="diff-words">{t('file.noSuchVersion')}</p>
              )}
              <RestoreEither
                slot={slot}
                shown={[before, after].flatMap((one) => (one ? [one.version] : []))}
                versions={all}
              />
            </>
          )
        }}
      </LoadedView>
    </Page>
  )
}

interface ContentsProps {
  app: string
  path: string
  before: Version
  after: Version
}

function Contents({ app, path, before, after }: ContentsProps) {
  const { t } = useSpeech()
  if (before.contentId === after.contentId) return <p className="diff-words">{t('diff.same')}</p>
  if (before.size + after.size > mostCompared) {
    return (
      <>
        <p className="diff-words">{t('file.tooLargeToCompare')}</p>
        <SizeAndHash before={before} after={after} />
      </>
    )
  }
  return <Loaded app={app} path={path} before={before} after={after} />
}

function Loaded({ app, path, before, after }: ContentsProps) {
  const { t } = useSpeech()
  const old = useQuery(fileResources.content(app, path, before))
  const now = useQuery(fileResources.content(app, path, after))
  const found = useMemo(
    () => old.data && now.data && compareFiles(old.data, now.data, path),
    [old.data, now.data, path],
  )
  const failed = [old, now].find(({ error, data }) => error && !data)
  if (failed?.error) {
    return <Problem error={failed.error} onRetry={() => void failed.refetch()} />
  }
  if (!found) return <Waiting text={t('compare.loading')} />
  switch (found.kind) {
    case 'text':
      return <ComparisonView comparison={found.comparison} before={before} after={after} />
    case 'zip':
      return <ZipChanges changes={found.changes} />
    case 'bytes':
      return (
        <>
          <p className="diff-words">{t('file.bytes')}</p>
          <SizeAndHash before={before} after={after} />
        </>
      )
  }
}
