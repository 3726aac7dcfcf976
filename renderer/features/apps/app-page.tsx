import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Slot } from '../../../server/api/schemas/slots.ts'
import { links } from '../../api/calls.ts'
import { navigate, usePlace } from '../../router.ts'
import { desktop } from '../../state/desktop.ts'
import { resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { NotFoundPage } from '../../ui/not-found.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ConflictBanner } from '../conflicts/conflict-banner.tsx'
import { PreferencesSection } from '../conflicts/preferences-section.tsx'
import { ConnectDialog } from '../connect/connect-dialog.tsx'
import { FlagBanner } from '../history/flag-banner.tsx'
import { HistorySection } from '../history/history-section.tsx'
import { settingsActions } from '../history/slot-actions.ts'
import { KeysSection } from '../keys/keys-section.tsx'
import { FileTarget } from '../upload/file-target.tsx'
import { CurrentVersion } from './current-version.tsx'
import { DevicesSection } from './devices-section.tsx'
import { ExportSection } from './export-section.tsx'
import { FilesSection } from './files-section.tsx'
import { OwnAppSection } from './own-app-section.tsx'
import { UnreadableNotice } from './unreadable-notice.tsx'

/** Everything about one app: devices, keys, history, and how its export works. */
export function AppPage({ type }: { type: string }) {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  const slots = useQuery(resources.slots)
  const app = apps.data?.find((each) => each.type === type)
  if (apps.data && !app) return <NotFoundPage />
  if (app && slots.data) {
    const lost = slots.data.unreadable?.some((slot) => slot.app === type)
    if (lost) return <UnreadablePage app={app} />
    return <AppView app={app} slot={slots.data.slots.find((slot) => slot.app === type)} />
  }
  return (
    <Page title={app?.name ?? t('dashboard.title')}>
      <LoadedView from={apps}>
        {() => <LoadedView from={slots}>{() => null}</LoadedView>}
      </LoadedView>
    </Page>
  )
}

/** Nothing that could be done here would be about what is stored. */
function UnreadablePage({ app }: { app: App }) {
  return (
    <Page title={app.name}>
      <UnreadableNotice apps={[app]} />
    </Page>
  )
}

function AppView({ app, slot }: { app: App; slot: Slot | undefined }) {
  const { t } = useSpeech()
  const { path, query } = usePlace()
  // The first run leads straight to it.
  const [connecting, setConnecting] = useState(() => query.has('connect'))
  const { isOwner } = useSignedIn()
  const current = slot?.current
  const isText = app.export.format !== 'bytes'
  const history = useQuery(resources.history(app.type))
  const actions = settingsActions(app.type)
  const { count = 0, deleted = 0 } = slot?.files ?? {}
  const hasFiles = count + deleted > 0 || app.connects === 'webdav'
  return (
    <FileTarget app={app} className="app-page">
      {(choose) => (
        <Page
          title={app.name}
          above={<BackLink />}
          before={<AppLogo app={app.type} size={56} />}
          lead={current ? <CurrentVersion version={current} /> : app.description}
          actions={
            <>
              <Button kind="primary" icon="add" onClick={() => setConnecting(true)}>
                {t('connect.button')}
              </Button>
              {isText && (
                <Button icon="upload" onClick={choose}>
                  {t('card.upload')}
                </Button>
              )}
              {desktop && isOwner && app.connects !== 'built-in' && isText && (
                <Link className="button plain" to={`/files?app=${app.type}`}>
                  <Icon name="link" />
                  {t('files.add')}
                </Link>
              )}
              {current && (
                <Download className="button plain" href={links.newestFile(app.type)}>
                  <Icon name="download" />
                  {t('card.download')}
                </Download>
              )}
            </>
          }
        >
          {!app.on && <Notice tone="warning">{t('app.off', { app: app.name })}</Notice>}
          {current && <FlagBanner key={current.version} slot={actions} version={current} />}
          <ConflictBanner app={app.type} conflicts={slot?.conflicts ?? []} />
          <div className="app-columns">
            <div>
              {hasFiles && <FilesSection app={app} files={slot?.files} />}
              {!(hasFiles && slot?.versions === 0) && (
                <HistorySection
                  slot={actions}
                  history={history}
                  none={t('history.none', { app: app.name })}
                />
              )}
            </div>
            <div>
              <DevicesSection app={app} devices={slot?.devices ?? []} />
              <KeysSection app={app} />
              {isText && <PreferencesSection app={app} />}
              <ExportSection app={app} />
              {app.own && isOwner && <OwnAppSection app={app} />}
            </div>
          </div>
          {connecting && (
            <ConnectDialog
              app={app}
              onClose={() => {
                setConnecting(false)
                navigate(path, { replace: true })
              }}
            />
          )}
        </Page>
      )}
    </FileTarget>
  )
}

function BackLink() {
  const { t } = useSpeech()
  return (
    <Link to="/" className="back">
      <Icon name="back" size={18} />
      {t('nav.apps')}
    </Link>
  )
}
