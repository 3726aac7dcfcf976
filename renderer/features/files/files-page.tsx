import { useQuery } from '@tanstack/react-query'
import { match, usePlace } from '../../router.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { later } from '../../ui/later.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { NotFoundPage } from '../../ui/not-found.tsx'
import { Page } from '../../ui/page.tsx'
import { FilePage } from './file-page.tsx'
import { ListPage } from './list-page.tsx'

const FileComparePage = later(
  async () => (await import('../compare/file/file-compare-page.tsx')).FileComparePage,
)

/** The pages about the files of an app: all of them, one, and two of its versions. */
export function AppFilesPage({ type }: { type: string }) {
  const { t } = useSpeech()
  const { path: place, query } = usePlace()
  const apps = useQuery(resources.apps)
  const app = apps.data?.find((each) => each.type === type)
  if (!app) {
    return apps.data ? (
      <NotFoundPage />
    ) : (
      <Page title={t('fileList.title')}>
        <LoadedView from={apps}>{() => null}</LoadedView>
      </Page>
    )
  }
  const path = query.get('path') ?? ''
  const compare = match('/apps/:type/files/compare/:older/:newer', place)
  if (match('/apps/:type/files', place)) {
    const folder = query.get('folder') ?? ''
    return <ListPage key={folder} app={app} folder={folder} />
  }
  if (path !== '' && match('/apps/:type/files/history', place)) {
    return <FilePage key={path} app={app} path={path} />
  }
  if (path !== '' && compare) {
    const { older, newer } = compare
    return <FileComparePage app={type} path={path} older={Number(older)} newer={Number(newer)} />
  }
  return <NotFoundPage />
}
