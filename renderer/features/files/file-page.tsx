import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { navigate } from '../../router.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import { CurrentVersion } from '../apps/current-version.tsx'
import { FlagBanner } from '../history/flag-banner.tsx'
import { HistorySection } from '../history/history-section.tsx'
import { useBringBack } from './bring-back.ts'
import { DeleteFile, DeleteForGood } from './delete-file.tsx'
import { fileActions } from './file-actions.ts'
import { fileLinks, filePages, fileResources, folderOf, nameOf } from './hub-files.ts'

/** One file: its versions, and what can be done with it. */
export function FilePage({ app, path }: { app: App; path: string }) {
  const { t } = useSpeech()
  const history = useQuery(fileResources.history(app.type, path))
  const slot = fileActions(app.type, path)
  const [asking, setAsking] = useState<'delete' | 'remove'>()
  const current = history.data?.find((version) => version.current)
  const folder = folderOf(path)
  const close = () => setAsking(undefined)
  return (
    <Page
      title={nameOf(path)}
      before={<AppLogo app={app.type} size={48} />}
      above={
        <Link to={filePages.list(app.type, folder)} className="back">
          <Icon name="back" size={18} />
          {folder === '' ? t('fileList.of', { app: app.name }) : folder}
        </Link>
      }
      lead={current && !current.mark && <CurrentVersion version={current} />}
      actions={
        current && (
          <>
            {!current.mark && (
              <Download className="button plain" href={fileLinks.newest(app.type, path)}>
                <Icon name="download" />
                {t('version.download')}
              </Download>
            )}
            {current.mark !== 'deleted' && (
              <Button icon="trash" onClick={() => setAsking('delete')}>
                {t('file.delete')}
              </Button>
            )}
            <Button kind="quiet" icon="trash" onClick={() => setAsking('remove')}>
              {t('file.remove')}
            </Button>
          </>
        )
      }
    >
      {current?.mark === 'deleted' && (
        <DeletedNotice app={app.type} path={path} version={current} />
      )}
      {current && <FlagBanner key={current.version} slot={slot} version={current} />}
      <HistorySection slot={slot} history={history} none={t('file.none')} />
      {asking === 'delete' && <DeleteFile app={app.type} path={path} onClose={close} />}
      {asking === 'remove' && (
        <DeleteForGood
          app={app.type}
          path={path}
          versions={history.data?.length ?? 0}
          onClose={close}
          onDone={() => navigate(filePages.list(app.type, folder), { replace: true })}
        />
      )}
    </Page>
  )
}

function DeletedNotice({ app, path, version }: { app: string; path: string; version: Version }) {
  const { t } = useSpeech()
  const bringBack = useBringBack(app, path)
  const { start, busy } = useAction(bringBack)
  return (
    <Notice
      action={
        <Button icon="restore" busy={busy} onClick={() => void start()}>
          {t('file.bringBack')}
        </Button>
      }
    >
      <p>
        {t('file.deletedBy', { device: version.deviceName })} <When at={version.receivedAt} />
      </p>
      <p>{t('file.deletedWhat')}</p>
    </Notice>
  )
}
